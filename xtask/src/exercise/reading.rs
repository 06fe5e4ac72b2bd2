//! How far a list is read: its first page, or its end.

use std::cell::Cell;

tokio::task_local! {
    static READING: Cell<Read>;
}

/// What was read of the list of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    most: u64,
    /// How many pages were read; 0 where the call is none of a list.
    pub pages: u64,
    /// How many elements they had.
    pub elements: u64,
    /// Whether the list was left at the bound, and not at its end.
    pub left: bool,
}

/// Makes a call whose list is read to its end, or for so many pages. What it gave, and what was read.
pub async fn to_the_end<F: Future>(most: u64, call: F) -> (F::Output, Read) {
    let read = Cell::new(Read { most, pages: 0, elements: 0, left: false });
    READING
        .scope(read, async {
            let output = call.await;
            (output, READING.with(Cell::get))
        })
        .await
}

/// Whether lists are read to their end.
pub fn is_whole() -> bool {
    READING.try_with(|_| ()).is_ok()
}

/// Notes a page of so many elements: whether another is to be read.
pub fn goes_on_after(elements: usize) -> bool {
    goes_on_within(u64::MAX, elements)
}

/// The same of a list of which no more than so many pages are read.
pub fn goes_on_within(most: u64, elements: usize) -> bool {
    let noted = READING.try_with(|reading| {
        let mut read = reading.get();
        read.pages += 1;
        read.elements += elements as u64;
        read.left = read.pages >= read.most;
        read.left |= read.pages >= most;
        reading.set(read);
        !read.left
    });
    noted.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_is_left_after_its_first_page_or_at_the_most() {
        assert!(!is_whole() && !goes_on_after(3));
        let (pages, read) = to_the_end(3, async {
            let mut pages = 1;
            while is_whole() && goes_on_after(10) {
                pages += 1;
            }
            pages
        })
        .await;
        assert_eq!((pages, read), (3, Read { most: 3, pages: 3, elements: 30, left: true }));
        let ((), read) = to_the_end(3, async { assert!(goes_on_after(7)) }).await;
        assert_eq!(read, Read { most: 3, pages: 1, elements: 7, left: false });
        let ((), read) = to_the_end(3, async { assert!(!goes_on_within(1, 7)) }).await;
        assert_eq!(read, Read { most: 3, pages: 1, elements: 7, left: true });
    }
}
