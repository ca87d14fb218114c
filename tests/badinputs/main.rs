//! Broken and hostile captures: what is wrong with each and what must come of it. Those in
//! `testdata/broken` were made by this project byte by byte; the large ones are made here.

#[cfg(test)]
mod made;
#[cfg(test)]
mod stored;
#[cfg(test)]
mod support;
