//! What `cargo xtask bench` measures in a process of its own: `bench-measure decode`, `bench-measure memory LIST ITEMS`,
//! `bench-measure pace`, `bench-measure prefetch`, `bench-measure together CLIENT URL CALLS`.

mod decode;
mod memory;
mod pace;
mod prefetch;
mod together;

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["decode"] => decode::run(),
        ["memory", list, items] => runtime()?.block_on(memory::run(list, items.parse()?)),
        ["pace"] => runtime()?.block_on(pace::run()),
        ["prefetch"] => runtime()?.block_on(prefetch::run()),
        ["together", client, url, calls] => runtime()?.block_on(together::run(client, url, calls.parse()?)),
        _ => Err("decode | memory LIST ITEMS | pace | prefetch | together CLIENT URL CALLS".into()),
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}
