/*
The shapes that cross the door of the engine (index.js). The Snapshot is what crate/core/src/snapshot/mod.rs serialises: times are RFC 3339 in
UTC, widths of time seconds, sizes bytes.
*/

/**
 * @typedef {object} Progress
 * @property {number} bytesDone
 * @property {number} bytesTotal
 * @property {number} lines
 * @property {number} records
 * @property {'scanning' | 'done' | 'cancelled' | 'failed'} state
 * @property {number} memory bytes that the engine holds
 * @property {number} columns bytes of it that are columns
 * @property {number} budget bytes that it may hold
 * @property {number} threads
 */

/**
 * @typedef {object} Outcome
 * @property {number} covered the share of the input that was read, 0 to 1
 * @property {'done' | 'cancelled' | 'failed'} state
 */

/**
 * @typedef {object} Notice
 * @property {'single-thread' | 'source-error' | 'crash'} kind
 * @property {string} message a sentence for the page
 */

/** @typedef {{ name: string, title: string, sample: string }} Format */
/** @typedef {{ filter: string, done: number, of: number }} Sweep how many slices of those that it needs a filter has seen */

/**
 * @typedef {object} OpenOptions
 * @property {AbortSignal} [signal] aborting closes the session
 * @property {(progress: Progress) => void} [onProgress] ten times a second while scanning, where the page is seen
 * @property {(snapshot: Snapshot) => void} [onSnapshot] about every 250 ms while scanning, and once at the end
 * @property {(notice: Notice) => void} [onNotice]
 * @property {(sweep: Sweep) => void} [onSweep] now and then while a filter has the files read again
 * @property {string | string[]} [format] a name or a pattern, forced on all sources, or one for each; '' leaves it to detection
 * @property {number} [budget] the memory that columns may take, in bytes
 * @property {number} [utcOffset] the zone of times that name none, in minutes
 */

/**
 * @typedef {object} Engine
 * @property {(files: Blob[], options?: OpenOptions) => Promise<Session>} open
 * @property {(file: Blob) => Promise<boolean>} isTable whether it is a table of numbers rather than a log
 * @property {(file: Blob) => Promise<Table>} openTable
 * @property {() => Promise<Format[]>} formats
 * @property {(options: { format: string, lines: number, seed: number }) => Promise<File>} generate a synthetic log
 * @property {(options: { mayReload: () => boolean, onUpdate: (apply: () => void) => void, onOffline: () => void }) => Promise<Isolation>} prepare decides
 *   once how the page runs
 * @property {() => Promise<{ threads: number }>} warm starts the workers ahead of the first file
 *
 * @typedef {{ threads: true } | { threads: false, reason: string }} Isolation
 */

/**
 * @typedef {object} Session
 * @property {Promise<Outcome>} done
 * @property {() => Progress} progress
 * @property {() => void} cancel
 * @property {(options?: { filter?: string, signal?: AbortSignal }) => Promise<Snapshot>} snapshot rejects with a {@link Refusal}
 * @property {(options?: { filter?: string, by?: 'time' | 'file', from?: number, count?: number, signal?: AbortSignal }) => Promise<Lines>} lines
 *   several files are merged by time, each in its own order, unless `by` says one after the other
 * @property {(options: { filter: string, most?: number, signal?: AbortSignal }) => Promise<Contrast[]>} contrasts what sets the records
 *   that a filter means apart from all others, the most telling first
 * @property {(options?: { filter?: string, order?: Order, count?: number, signal?: AbortSignal }) => Promise<Template[]>} templates the
 *   first of them in an order
 * @property {(options: { template: string, filter?: string, signal?: AbortSignal }) => Promise<Parameters | null>} parameters what stands
 *   behind the variables of the template of this id; reads its records again. null if there is no such template
 * @property {(options?: { filter?: string, reread?: boolean, signal?: AbortSignal }) => Promise<Trends | null>} trends how the listed
 *   templates go over time and follow each other. null if files had to be read again for it and `reread` is false
 * @property {(options: { template: string, filter?: string, signal?: AbortSignal }) => Promise<Signatures>} signatures what a template was
 *   merged from
 * @property {(source: number) => Promise<Preview>} preview
 * @property {(source: number, pattern: string) => Promise<Trial>} tryPattern a format of the user's own on the first 20 lines of a source
 * @property {(options: MapOptions) => Promise<LogMap>} map
 * @property {() => void} close
 */

/**
 * @typedef {object} Refusal
 * @property {'filter' | 'aborted' | 'ended' | 'closed' | 'gone' | 'failed'} code `ended`: another filter took over; `gone`: a file
 *   can't be read any more
 * @property {string} message
 * @property {number} [at] where in the filter, in characters
 */

/** @typedef {{ total: number, rows: Line[] }} Lines */

/**
 * @typedef {object} Line
 * @property {string} source
 * @property {number} line from 1
 * @property {string | null} time
 * @property {string | null} level
 * @property {string} text all lines of the record, at most 4 KiB
 * @property {boolean} cut
 */

/**
 * @typedef {object} Preview
 * @property {string} format
 * @property {{ name: string, title: string, score: number }[]} candidates
 * @property {PreviewRow[]} rows
 *
 * @typedef {object} PreviewRow
 * @property {string} text
 * @property {'record' | 'continuation' | 'blank' | 'unparsed'} outcome
 * @property {string | null} reason
 * @property {string | null} time
 * @property {string | null} level
 * @property {string | null} message
 * @property {[string, string][]} fields
 */

/**
 * A pattern tried on lines. Places in the pattern are in UTF-16 units.
 *
 * @typedef {object} Trial
 * @property {string | null} fault what is wrong with the pattern: then there is nothing else
 * @property {Place | null} place the part of the pattern that it is wrong with
 * @property {[string, Place][]} fields names, and where they are written in the pattern
 * @property {TrialRow[]} rows
 * @property {number} matched how many of the rows are read
 *
 * @typedef {{ start: number, end: number }} Place
 *
 * @typedef {object} TrialRow
 * @property {{ text: string, field: number | null, rest: boolean }[]} parts the line; `rest` is what did not fit
 * @property {Place | null} stopped the token of the pattern that did not fit
 * @property {PreviewRow} read
 */

/**
 * A condition that holds for some records far more, or far less, often than for the others.
 *
 * @typedef {object} Contrast
 * @property {string} field its full name
 * @property {string | null} alias its short name
 * @property {Says} says
 * @property {string} filter the condition in the filter language
 * @property {number} count records chosen for which it holds
 * @property {number} share of the records chosen, 0 to 1
 * @property {number} elsewhere share of the others, 0 to 1
 * @property {number} score how much it tells the two apart, in bits
 *
 * @typedef {{ is: string } | 'exists' | { at_least: number } | { below: number } | { between: [string, string] }} Says
 */

/**
 * @typedef {object} MapOptions
 * @property {string} by
 * @property {string} [filter]
 * @property {number} [perplexity] about how many neighbours a point has
 * @property {number} [exaggeration] factor on attraction; about 4 draws clusters together
 * @property {number} [dof] degrees of freedom of the kernel; below 1 clusters part into smaller ones
 * @property {Record<string, number>} [weights] how much features count, by the names of blocks and features: 0 to 100, 1 is usual
 * @property {LogMap} [from] a map whose places its groups keep
 * @property {AbortSignal} [signal]
 * @property {() => void} [onFrame]
 *
 * @typedef {{ feature: string, value: number, mean: number, score: number }} Difference a number against what is typical of the others
 *
 * @typedef {object} Findings what a map at rest shows
 * @property {Cluster[]} clusters those with most records first
 * @property {{ index: number, score: number, values: Difference[] }[]} outliers the farthest first; the score is the local outlier factor
 * @property {Quality} quality
 *
 * @typedef {object} Cluster groups that lie together
 * @property {Uint32Array} rows
 * @property {number} records
 * @property {string} label what its groups have in common, in a few words; may be empty
 * @property {string | null} hours of the day in which its records were, where that sets them apart: `03:00–04:00`, UTC
 * @property {Difference[]} values
 *
 * @typedef {object} Quality how faithful a map is, measured on some of its groups
 * @property {number} kept of the ten groups most like each group, the share that are also its nearest on the map, 0 to 1
 * @property {number} trustworthiness how seldom what lies close is unlike, 0 to 1 (Venna and Kaski 2001)
 * @property {number} continuity how seldom what is alike lies apart, 0 to 1
 * @property {number} spearman rank correlation of the distances among the features with those on the map, -1 to 1
 * @property {number} sampled groups that were looked at
 *
 * @typedef {object} MapPoint
 * @property {string} name
 * @property {number} count
 * @property {Difference[]} values
 * @property {string} filter
 *
 * @typedef {object} LogMap
 * @property {number} id
 * @property {number} count
 * @property {string[]} names
 * @property {Float64Array} sizes
 * @property {() => Float32Array} positions
 * @property {() => { iteration: number, total: number, phase: string, kl: number | null, finished: boolean }} status
 * @property {Feature[]} features
 * @property {{ name: string, description: string }[]} blocks of features, which are switched and weighed together
 * @property {{ name: string, values: string[] }[]} labels columns of words that points can be coloured by, with their most frequent values
 * @property {number} other records that are in none of the groups
 * @property {number} none records without a value to be grouped by
 * @property {(index: number) => Promise<MapPoint>} point
 * @property {(rows: Uint32Array) => Promise<Difference[]>} apart what sets several groups apart from all others, the most telling first
 * @property {(most?: number) => Promise<Findings>} findings
 * @property {(options: { perplexity?: number, exaggeration?: number, dof?: number, weights?: Record<string, number> }) => Promise<void>} change
 *   goes on from where it is
 * @property {(label: number) => Promise<Int8Array>} label which of a label's values each point has, -1 for another or none
 * @property {(field: string) => Promise<Tint>} tint what each point has in a field that it is not made of; only of groups of records
 * @property {(feature: number) => Promise<Float32Array>} color
 * @property {() => void} stop
 */

/**
 * @typedef {object} Tint
 * @property {string[]} values the field's most frequent values; none where it is one of numbers
 * @property {Int8Array} ofPoint which of them most records of each point have, -1 for others or none
 * @property {Float32Array} ranks of numbers instead where each point stands among all, 0 to 1; not a number where it has none
 */

/** @typedef {'count' | 'rare' | 'new' | 'level' | 'text'} Order the most or least frequent, the newest, the gravest first, or A to Z */

/** @typedef {{ signatures: Template[], other: number }} Signatures the most frequent ones, and how many records have others */

/**
 * @typedef {object} Parameters what stands behind the variables of a template
 * @property {string} id
 * @property {string} text
 * @property {number} records
 * @property {Variable[]} parameters in the order of the text
 * @property {Part[][]} examples the first messages
 * @property {Timeline | null} timeline
 * @property {Approximation[]} approximations
 *
 * @typedef {object} Variable the counts of `top`, `other` and `none` add up to the records
 * @property {string} name
 * @property {string} field the name by which records are filtered by its value
 * @property {string} class `num`, `ip`, `*` for words that vary
 * @property {number} present
 * @property {number} distinct
 * @property {{ value: string, count: number }[]} top as they are written
 * @property {number} other
 * @property {number} none
 * @property {'' | 's' | 'By'} unit of the quantiles
 * @property {Quantiles | null} quantiles
 * @property {Share[] | null} shares the records with each value; null where there are more than 32
 *
 * @typedef {object} Share
 * @property {string} value
 * @property {number} count
 * @property {{ name: string, count: number }[]} classes
 * @property {string | null} first
 * @property {string | null} last
 *
 * @typedef {{ text: string, variable: number | null }} Part of a message; `variable` from 0 where it is the value of one
 */

/**
 * @typedef {object} Trends
 * @property {string | null} start of the first bin
 * @property {number} step in seconds
 * @property {Trend[]} templates in the order of the snapshot
 *
 * @typedef {object} Trend
 * @property {string} id
 * @property {number[]} counts records a bin
 * @property {number | null} followed records that another follows directly in their source, among those of the filter; null for templates
 *   beyond the most frequent 256
 * @property {{ id: string, count: number }[]} next the templates that follow most often
 */

/**
 * @typedef {object} Feature
 * @property {string} name
 * @property {string} block
 * @property {string} unit
 * @property {string} description
 * @property {number} missing groups that have no such value
 */

/**
 * @typedef {object} Table a table of numbers
 * @property {number} rows that were read
 * @property {number} other rows that were not
 * @property {number} columns that tell rows apart
 * @property {{ line: number, column: number, text: string } | null} missing the first cell of a column of numbers that holds
 *   none
 * @property {(options: MapOptions) => Promise<LogMap>} map of its rows; there is nothing to group or filter by
 * @property {() => void} close
 */

/**
 * @typedef {object} Snapshot
 * @property {number} version
 * @property {number} covered
 * @property {Source[]} sources
 * @property {LineCounts} lines
 * @property {{ first: string, last: string } | null} time
 * @property {number | null} rate records a second
 * @property {Field[]} fields
 * @property {Timeline | null} timeline
 * @property {number[][]} week seven rows from Monday on, 24 hours each; empty without times
 * @property {Requests | null} requests
 * @property {Heat[]} heat
 * @property {Parameter[]} parameters of queries, those that most records have first
 * @property {number} parameters_distinct
 * @property {Template[]} templates
 * @property {number} templates_other
 * @property {number} templates_distinct
 * @property {Unparsed[]} unparsed
 * @property {Approximation[]} approximations
 *
 * @typedef {{ total: number, records: number, continuations: number, blank: number, unparsed: number, untimed: number }} LineCounts
 *
 * @typedef {object} Source
 * @property {string} name
 * @property {number} file the number of the file that it is or lies in
 * @property {number} bytes
 * @property {string} container
 * @property {string} encoding '' for an archive
 * @property {boolean} colours whether colours for a terminal were left out of its text
 * @property {string} format '' for an archive
 * @property {Members | null} members what was found in an archive
 * @property {number} lines
 * @property {string | null} error what went wrong while it was read, as a sentence without its name
 * @property {string | null} notice what is odd about it though it could be read, likewise
 *
 * @typedef {{ read: number, directories: number, empty: number, special: number, encrypted: number, unknown: number, sparse: number, deep: number, beyond: number }} Members
 *   how many members of an archive are sources of their own, and how many were left out and why
 *
 * @typedef {object} Field
 * @property {string} name
 * @property {string | null} alias
 * @property {'text' | 'number' | 'code' | 'mixed'} kind
 * @property {number} present
 * @property {number} distinct
 * @property {{ value: string, count: number }[]} top
 * @property {number} other
 * @property {number} none
 * @property {Quantiles | null} quantiles
 *
 * @typedef {object} Quantiles
 * @property {number} count
 * @property {number} min
 * @property {number} max
 * @property {number} sum
 * @property {number} mean
 * @property {number} p50
 * @property {number} p90
 * @property {number} p95
 * @property {number} p99
 * @property {Bucket[]} histogram
 *
 * @typedef {{ from: number, to: number, count: number }} Bucket
 * @typedef {{ start: string, step: number, series: { name: string, counts: number[] }[] }} Timeline
 * @typedef {{ methods: string[], statuses: number[], counts: number[][] }} Requests
 * @typedef {{ field: string, start: string, step: number, edges: number[], counts: number[][] }} Heat
 * @typedef {{ name: string, count: number, distinct: number | null, top: { value: string, count: number }[], other: number }} Parameter
 *   its values can be filtered as those of the field url.query.NAME; without a distinct count they were too many to be counted
 *
 * @typedef {object} Template a message with what varies masked
 * @property {string} id the same in every run and for every file
 * @property {string} text
 * @property {number} count
 * @property {{ name: string, count: number }[]} classes its records by class, the gravest first; they add up to `count`
 * @property {string | null} first the first time of its records
 * @property {string | null} last
 *
 * @typedef {{ source: string, line: number | null, byte: number, text: string, reason: string }} Unparsed
 * @typedef {{ what: string, error: number | null, text: string }} Approximation
 */

export {};
