/*!
The keys of the lines of a slice as a tree, so that a key seen before costs one comparison: most lines have the keys
of the line before them, in the same order.
*/

use super::meaning::Meaning;

/// The number of a key below its parents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Node(u32);

/// A key seen before. The root, at 0, stands for the line.
#[derive(Debug, Default)]
struct Entry {
    parent: Node,
    /// As it stands in the line, escapes and all.
    key: Box<[u8]>,
    /// The node that came after this one in an earlier line.
    follower: Node,
    /// In the order of their keys.
    children: Vec<Node>,
    meaning: Option<Meaning>,
}

/// Remembers the keys of a slice. It only spares work: what it does not know, or has no room for, is looked up.
#[derive(Debug, Default)]
pub(super) struct KeyTree {
    nodes: Vec<Entry>,
    last: Node,
}

/// More keys than this are not remembered.
const MAX_NODES: usize = 2048;
/// Nor are longer ones.
const MAX_KEY: usize = 256;
/// A path of keys is cut at so many bytes.
pub(super) const MAX_PATH: usize = 256;

impl KeyTree {
    /// Starts a line.
    pub(super) fn restart(&mut self) {
        if self.nodes.is_empty() {
            self.nodes.push(Entry::default());
        }
        self.last = Node::default();
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.nodes.clear();
    }

    /// The child of `parent` that came next in an earlier line, if `rest` starts with its key and then `end`.
    #[inline]
    pub(super) fn guess(&mut self, parent: Node, rest: &[u8], end: u8) -> Option<(Node, usize)> {
        let node = self.entry(self.last)?.follower;
        let entry = self.entry(node)?;
        let length = entry.key.len();
        let same = entry.parent == parent
            && node != Node::default()
            && rest.get(length) == Some(&end)
            && rest.starts_with(&entry.key);
        if same {
            self.last = node;
        }
        same.then_some((node, length))
    }

    /// The child of `parent` of this key, added if need be; nothing where there is no room for it.
    pub(super) fn child(&mut self, parent: Node, key: &[u8]) -> Option<Node> {
        let place = self
            .entry(parent)?
            .children
            .binary_search_by(|&child| self.entry(child).map_or(&[][..], |e| &e.key).cmp(key));
        let node = match place {
            Ok(at) => *self.entry(parent)?.children.get(at)?,
            Err(_) if self.nodes.len() >= MAX_NODES || key.len() > MAX_KEY => return None,
            Err(at) => {
                let node = Node(self.nodes.len() as u32);
                self.nodes.push(Entry { parent, key: key.into(), ..Entry::default() });
                self.nodes.get_mut(parent.0 as usize)?.children.insert(at, node);
                node
            }
        };
        let last = self.last.0 as usize;
        self.nodes.get_mut(last)?.follower = node;
        self.last = node;
        Some(node)
    }

    /// What the key means, found by `look_up` from its path the first time.
    #[inline]
    pub(super) fn meaning(&mut self, node: Node, look_up: impl FnOnce(&str) -> Meaning) -> Meaning {
        if let Some(meaning) = self.entry(node).and_then(|entry| entry.meaning) {
            return meaning;
        }
        let meaning = look_up(&self.path(node));
        if let Some(entry) = self.nodes.get_mut(node.0 as usize) {
            entry.meaning = Some(meaning);
        }
        meaning
    }

    fn path(&self, node: Node) -> String {
        let mut above = Vec::new();
        let mut next = node;
        while let Some(entry) = self.entry(next).filter(|_| next != Node::default()) {
            above.push(&*entry.key);
            next = entry.parent;
        }
        let mut path = Path::default();
        for key in above.into_iter().rev() {
            path.push(key);
        }
        path.text
    }

    fn entry(&self, node: Node) -> Option<&Entry> {
        self.nodes.get(node.0 as usize)
    }
}

/// The keys from the root to a leaf, joined with dots.
#[derive(Debug, Default)]
pub(super) struct Path {
    text: String,
    scratch: Vec<u8>,
}

impl Path {
    /// Goes down to a key, given as it stands in the line.
    pub(super) fn push(&mut self, key: &[u8]) {
        if !self.text.is_empty() {
            self.text.push('.');
        }
        self.scratch.clear();
        super::escape::unescape(key, &mut self.scratch);
        for character in String::from_utf8_lossy(&self.scratch).chars() {
            if self.text.len() + character.len_utf8() > MAX_PATH {
                break;
            }
            self.text.push(character);
        }
        if self.text.len() > MAX_PATH {
            self.text.pop();
        }
    }

    /// Goes up to a path of this length.
    pub(super) fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
    }

    /// The keys joined.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_needs_the_same_parent_and_the_same_key() {
        let mut tree = KeyTree::default();
        tree.restart();
        let a = tree.child(Node::default(), b"a").unwrap();
        let x = tree.child(a, b"x").unwrap();
        tree.restart();
        assert_eq!(tree.guess(Node::default(), b"ab\"", b'"'), None);
        assert_eq!(tree.guess(Node::default(), b"a\":1", b'"'), Some((a, 1)));
        assert_eq!(tree.guess(Node::default(), b"x\":1", b'"'), None);
        assert_eq!(tree.guess(a, b"x\":1", b'"'), Some((x, 1)));
        assert_eq!(tree.path(x), "a.x");
    }

    #[test]
    fn a_full_tree_still_knows_its_keys() {
        let mut tree = KeyTree::default();
        tree.restart();
        let first = tree.child(Node::default(), b"0");
        for key in 1..MAX_NODES - 1 {
            assert!(tree.child(Node::default(), key.to_string().as_bytes()).is_some());
        }
        assert_eq!(tree.child(Node::default(), b"one more"), None);
        assert_eq!(tree.child(Node::default(), b"0"), first);
    }

    #[test]
    fn paths_are_cut_between_characters() {
        let mut path = Path::default();
        path.push("é".repeat(200).as_bytes());
        path.push(b"x");
        assert_eq!(path.as_str().len(), MAX_PATH);
        assert!(path.as_str().chars().all(|c| c == 'é'));
    }
}
