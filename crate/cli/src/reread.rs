/*!
Slices that a pass needs again because their columns did not fit the budget: read from the files once more.
*/

use crate::error::{Error, Problem};
use crate::files;
use logatlas_engine::replay::{Replay, read_at};
use logatlas_engine::source::{file_of, number_of};
use logatlas_engine::{Extent, PassId, Session, Source};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// Bytes of a packed file that are read at a time.
const PACKED: usize = 256 << 10;

/// Reads what a pass misses; `paths` are the files in their order. Returns when all of it was looked at.
///
/// # Errors
/// [`Error::StdinAgain`] for a source that was a pipe, [`Error::File`] for one that can't be read any more.
pub(crate) fn reread(session: &Arc<Session>, pass: PassId, paths: &[&Path]) -> Result<(), Error> {
    let missing = session.take_missing(pass);
    for of_file in missing.chunk_by(|a, b| file_of(a.source) == file_of(b.source)) {
        let Some(&Extent { source: number, .. }) = of_file.first() else { continue };
        let file = file_of(number);
        let (Some(source), Some(path)) =
            (session.source(number_of(file)), paths.get(file as usize))
        else {
            continue;
        };
        if files::is_stdin(path) {
            return Err(Error::StdinAgain);
        }
        let failed = |error| {
            let problem = Problem::new(0, error);
            Error::File { name: files::name(path), problem }
        };
        match source.decoder().is_none() && source.archive.is_none() {
            true => plain(session, pass, &source, path, of_file),
            false => packed(session, pass, path, of_file),
        }
        .map_err(failed)?;
    }
    session.wait();
    Ok(())
}

fn plain(
    session: &Arc<Session>,
    pass: PassId,
    source: &Source,
    path: &Path,
    extents: &[Extent],
) -> io::Result<()> {
    let mut file = File::open(path)?;
    for &extent in extents {
        let range = read_at(source, extent);
        file.seek(SeekFrom::Start(range.start))?;
        let Some(mut slot) = session.slots.acquire() else { return Ok(()) };
        if let Some(room) = slot.bytes_mut().get_mut(..extent.len as usize) {
            file.read_exact(room)?;
        }
        session.parse_again(pass, slot, extent);
    }
    Ok(())
}

fn packed(session: &Arc<Session>, pass: PassId, path: &Path, extents: &[Extent]) -> io::Result<()> {
    let mut file = File::open(path)?;
    let Some(mut replay) = Replay::new(session, pass, extents.to_vec()) else { return Ok(()) };
    let mut room = vec![0; PACKED];
    loop {
        let count = file.read(&mut room)?;
        if count == 0 || !replay.push(room.get(..count).unwrap_or_default()) {
            break;
        }
    }
    if replay.finish() { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logatlas_core::query;
    use logatlas_engine::{Feed, Hints, Options, Pool};
    use std::io::Write;

    /// A session that keeps no columns, over these bytes of a file.
    fn scanned(bytes: &[u8]) -> Arc<Session> {
        let pool = Pool::of(2).unwrap();
        let session = Session::new(Options { slice: 1000, budget: 0, pool, ..Options::default() });
        let number =
            session.add_source("log".into(), bytes.len() as u64, bytes, Hints::default(), None);
        let mut feed = Feed::new(&session, number).unwrap();
        let mut rest = bytes;
        while !rest.is_empty() && feed.is_direct() {
            let space = feed.space().unwrap();
            let count = rest.len().min(space.len());
            space[..count].copy_from_slice(&rest[..count]);
            feed.filled(count);
            rest = &rest[count..];
        }
        if !rest.is_empty() {
            feed.push(rest);
        }
        feed.finish();
        session.wait();
        session.end_scan();
        session
    }

    #[test]
    fn what_was_dropped_is_found_in_the_file_again() {
        let text: String =
            (0..200).map(|at| format!("2024-05-01T10:00:00Z INFO job {} done\n", at % 7)).collect();
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        for (name, bytes) in
            [("plain", text.clone().into_bytes()), ("gz", packed.finish().unwrap())]
        {
            let name = format!("logatlas-reread-{}-{name}", std::process::id());
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, &bytes).unwrap();
            let session = scanned(&bytes);
            let pass = session.begin(query::parse("\"job 3\"").unwrap());
            assert!(session.left(pass) > 1);
            reread(&session, pass, &[&path]).unwrap();
            assert_eq!((session.left(pass), session.matches(Some(pass))), (0, 29));
            std::fs::remove_file(&path).unwrap();
            let pass = session.begin(query::parse("\"job 3\"").unwrap());
            assert!(matches!(reread(&session, pass, &[&path]), Err(Error::File { .. })));
            let pass = session.begin(query::parse("\"job 3\"").unwrap());
            assert!(matches!(reread(&session, pass, &[Path::new("-")]), Err(Error::StdinAgain)));
        }
    }
}
