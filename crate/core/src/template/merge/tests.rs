//! Which signatures become one template, and which stay apart.
