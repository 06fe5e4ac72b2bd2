//! What holds for the whole house, checked on its files and its dependencies.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use guichet_core::{Effect, Operation};
use guichet_fixtures::Json;
use xtask::cargo::{cargo, output, root};
use xtask::vendors::{NAMES, Vendor as _, for_each_vendor};

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

fn metadata() -> Json {
    Json::parse(output(&mut cargo(&["metadata", "--format-version", "1", "--locked", "--all-features"])).unwrap())
        .unwrap()
}

fn packages(metadata: &Json) -> &[Json] {
    metadata.get("packages").and_then(Json::as_array).unwrap()
}

fn text<'a>(json: &'a Json, member: &str) -> &'a str {
    json.get(member).and_then(Json::as_str).unwrap_or_default()
}

#[test]
fn core_names_no_vendor_and_no_vendor_names_another() {
    for (path, text) in sources(&root().join("crates/core/src")) {
        // One of them is documented, and has no crate yet.
        for vendor in NAMES.iter().chain(&["akuiteo"]) {
            let named = text.to_lowercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == *vendor);
            assert!(!named, "{} names {vendor}", path.display());
        }
    }
    for vendor in NAMES {
        for (path, text) in sources(&root().join("crates").join(vendor).join("src")) {
            for other in NAMES.iter().filter(|other| *other != vendor) {
                assert!(!text.contains(&format!("guichet_{other}")), "{} uses {other}", path.display());
            }
        }
    }
}

/// Amounts are decimals, read from the text; what would read them through a buffer of floats is not used.
#[test]
fn no_float_and_no_buffering_near_amounts() {
    for vendor in NAMES {
        for (path, text) in sources(&root().join("crates").join(vendor).join("src")) {
            for line in code(&text) {
                let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
                for word in ["f32", "f64", "flatten", "untagged", "from_value", "from_reader", "to_value"] {
                    let used =
                        words.contains(&word) && (word.starts_with('f') && word.len() == 3 || line.contains("serde"));
                    assert!(!used, "{}: {word} in `{line}`", path.display());
                }
            }
        }
    }
}

/// Text is never made into an address outside core, and nothing takes over the process's TLS.
#[test]
fn one_way_to_the_network() {
    for vendor in NAMES {
        for (path, text) in sources(&root().join("crates").join(vendor).join("src")) {
            for line in code(&text) {
                for word in ["reqwest", "Url::parse", "Uri::", "install_default"] {
                    assert!(!line.contains(word), "{}: {word} in `{line}`", path.display());
                }
            }
        }
    }
    for (path, text) in sources(&root().join("crates/core/src")) {
        assert!(!code(&text).any(|line| line.contains("install_default")), "{}", path.display());
    }
}

#[test]
fn one_version_each_and_none_newer_than_the_declared_rust() {
    let metadata = metadata();
    for name in ["reqwest", "hyper", "rustls", "serde_json", "tokio", "http"] {
        let versions: Vec<&str> = packages(&metadata)
            .iter()
            .filter(|package| text(package, "name") == name)
            .map(|package| text(package, "version"))
            .collect();
        assert!(versions.len() <= 1, "{name}: {versions:?}");
    }
    let minor =
        |version: &str| version.split('.').nth(1).and_then(|minor| minor.parse::<u32>().ok()).unwrap_or_default();
    for package in packages(&metadata) {
        let wanted = text(package, "rust_version");
        assert!(minor(wanted) <= 89, "{} {} needs Rust {wanted}", text(package, "name"), text(package, "version"));
    }
}

/// With its default features a vendor's crate builds what it needs, and nothing that only another vendor needs, or one of its
/// own features.
#[test]
fn nobody_builds_what_another_needs() {
    let tree = |vendor: &str, features: &str| {
        let name = format!("guichet-{vendor}");
        let tree = ["tree", "--locked", "--quiet", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
        output(cargo(&tree).args(["--package", &name, "--features", features])).unwrap()
    };
    let has = |tree: &str, name: &str| tree.lines().any(|line| line.split(' ').next() == Some(name));
    for_each_vendor!(V => {
        let default = tree(V::NAME, "");
        assert!(has(&default, "guichet-core"), "{default}");
        for_each_vendor!(Other => for (name, feature) in Other::NEEDS {
            let needed = Other::NAME == V::NAME && feature.is_none();
            assert_eq!(has(&default, name), needed, "guichet-{} and {name}", V::NAME);
        });
        for (name, feature) in V::NEEDS {
            let feature = feature.unwrap_or_default();
            assert!(has(&tree(V::NAME, feature), name), "guichet-{} with {feature} and {name}", V::NAME);
        }
    });
}

/// The help of `conformance` names the variables that the vendors' clients and exercises read, and no others.
#[test]
fn every_variable_that_is_read_is_named() {
    let folder = root().join("xtask/src/vendors");
    for_each_vendor!(V => {
        let mut texts: Vec<String> = sources(&folder.join(V::NAME)).into_iter().map(|(_, text)| text).collect();
        texts.push(std::fs::read_to_string(folder.join(format!("{}.rs", V::NAME))).unwrap());
        let calls = texts.iter().flat_map(|text| text.split("(\"GUICHET_").skip(1));
        let read: BTreeSet<String> =
            calls.filter_map(|call| Some(format!("GUICHET_{}", call.split_once('"')?.0))).collect();
        assert_eq!(read, V::VARIABLES.iter().map(|name| (*name).to_owned()).collect(), "{}", V::NAME);
    });
}

/// Cargo would spread it to the user's whole build, where it breaks `flatten` and untagged floats.
#[test]
fn arbitrary_precision_is_never_on() {
    let metadata = metadata();
    let nodes = metadata.at("resolve.nodes").and_then(Json::as_array).unwrap();
    let on = nodes.iter().any(|node| {
        let features = node.get("features").and_then(Json::as_array).unwrap_or_default();
        features.iter().any(|feature| feature.as_str() == Some("arbitrary_precision"))
    });
    assert!(!on);
}

/// Every public call says what it does to the vendor's data.
#[test]
fn every_public_call_is_documented() {
    for vendor in NAMES {
        for (path, text) in sources(&root().join("crates").join(vendor).join("src")) {
            let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
            for (number, line) in lines.iter().enumerate() {
                let is_public = ["pub fn ", "pub async fn ", "pub struct ", "pub enum ", "pub const fn "]
                    .iter()
                    .any(|start| line.starts_with(start));
                if !is_public {
                    continue;
                }
                let above =
                    lines.iter().take(number).rev().find(|line| !line.starts_with("#[") && !line.starts_with(')'));
                let above = above.copied().unwrap_or_default();
                assert!(
                    // A macro passes on what it is given, which the compiler misses where it is not there.
                    above.starts_with("///") || above.ends_with(']') || above == "$(#[$doc])*",
                    "{}: `{line}` has no documentation",
                    path.display()
                );
            }
        }
    }
}

/// All files of a folder, and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.flat_map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { vec![entry.path()] }).collect()
}

/// A documented code that is read as unknown is one that this crate misspells. Listed are the codes that the vendor's own
/// samples show and its lists do not have.
#[test]
fn no_documented_code_is_read_as_unknown() {
    const LISTED: [(&str, &str); 2] = [
        ("settlements.list.snap", "settlement_type: Some(Other(\"0\"))"),
        ("settlements.list--sorted.snap", "settlement_type: Some(Other(\"0\"))"),
    ];
    let mut seen = 0;
    for vendor in NAMES {
        for path in files(&root().join("xtask/snapshots").join(vendor)) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            seen += 1;
            for line in text.lines().filter(|line| line.contains("Other(\"")) {
                let listed = LISTED.iter().any(|(file, code)| *file == name && line.contains(code));
                assert!(listed, "{vendor}/{name}: `{}` is no code that the crate knows", line.trim());
            }
        }
    }
    assert!(seen > 250, "{seen} snapshots");
}

/// Each control fits the tree: its old text is there once, and the test that must turn red exists.
#[test]
fn every_control_applies_and_names_a_test() {
    let controls = xtask::controls::read().unwrap_or_else(|why| panic!("{why}"));
    assert!(!controls.is_empty());
    let problems = xtask::controls::problems(&controls).unwrap();
    assert!(problems.is_empty(), "{} controls do not fit the tree:\n\n{}", problems.len(), problems.join("\n\n"));
}

/// A control is cited by the promise that it breaks, in `docs/promises.md` or a page of its own, and nothing is cited that does not
/// exist.
#[test]
fn every_control_is_cited_and_every_cited_control_exists() {
    let controls = xtask::controls::read().unwrap_or_else(|why| panic!("{why}"));
    let mut cited = Vec::new();
    for (path, text) in pages("docs") {
        for name in citations(&text) {
            let exists = controls.iter().any(|control| control.name == name);
            assert!(exists, "{path} cites the control `{name}`, which does not exist");
            cited.push(name.to_owned());
        }
    }
    for control in &controls {
        assert!(cited.contains(&control.name), "{}: nothing cites the control {}", control.place, control.name);
    }
}

/// The names in backticks after "control" or "controls", with commas or "and" between them.
fn citations(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in text.split("control").skip(1) {
        let mut next = rest.strip_prefix('s').unwrap_or(rest).strip_prefix(" `");
        while let Some((name, after)) = next.and_then(|quoted| quoted.split_once('`')) {
            found.push(name);
            next = after.strip_prefix(", `").or_else(|| after.strip_prefix(" and `"));
        }
    }
    found
}

#[test]
fn citations_are_the_names_after_the_word() {
    let text = "controls `a-b`, `c` and `d`; `no` control `e`. A *control* `cargo xtask controls` under control, `no`";
    assert_eq!(citations(text), ["a-b", "c", "d", "e"]);
}

/// The markdown files of a folder and of those in it, by their path from the root; `""` is the root.
fn pages(folder: &str) -> Vec<(String, String)> {
    let mut found = texts(folder, &["md"]);
    // What is built, and what cargo packs, is no page of ours.
    found.retain(|(path, _)| !path.split('/').any(|part| part == "target" || part.starts_with('.')));
    found.sort();
    found
}

/// The files below a folder whose names end so, by their path from the root.
fn texts(folder: &str, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(&format!(".{ending}"))) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    found
}

/// The lines outside of blocks of code, with their numbers.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut lines = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            lines.push((number, line));
        }
    }
    lines
}

/// Where the links of a line lead. What stands between backticks is no link; a name in backticks and brackets that leads nowhere is
/// one that rustdoc alone follows, given as it stands.
fn links(line: &str) -> Vec<String> {
    let parts: Vec<&str> = line.split('`').collect();
    let text: String = parts.iter().enumerate().map(|(n, part)| if n % 2 == 0 { *part } else { "\u{0}" }).collect();
    let leads = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()));
    let named = text.split("[\u{0}]").skip(1).filter(|rest| !rest.starts_with('('));
    leads.chain(named.map(|_| "[`…`]".to_owned())).collect()
}

/// The anchors that a page's headings have on GitHub.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, line) in prose(text) {
        let title = line.trim_start_matches('#');
        let Some(title) = title.strip_prefix(' ').filter(|_| line.starts_with('#')) else { continue };
        let kept = title.trim().to_lowercase().replace(' ', "-");
        let anchor: String = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        let same = (1..).map(|n| format!("{anchor}-{n}"));
        let free = std::iter::once(anchor.clone()).chain(same).find(|anchor| !found.contains(anchor));
        found.extend(free);
    }
    found
}

/// Every relative link, and every full address of a file of this repository, leads to a file that is there, and its anchor to a
/// heading. What rustdoc alone follows leads nowhere on a registry's page.
#[test]
fn every_link_of_every_page_leads_somewhere() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let repository = manifest.split("\nrepository = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let ours = format!("{repository}/blob/main/");
    let (mut dead, mut seen) = (Vec::new(), 0);
    for (page, text) in pages("") {
        for (number, line) in prose(&text) {
            for link in links(line) {
                let (base, link) = match link.strip_prefix(&ours) {
                    Some(path) => (root(), path),
                    None if link.contains("://") => continue,
                    None => (root().join(&page).parent().unwrap().to_path_buf(), link.as_str()),
                };
                seen += 1;
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = if path.is_empty() { root().join(&page) } else { base.join(path) };
                let is_there = target.exists()
                    && (anchor.is_empty()
                        || std::fs::read_to_string(&target).is_ok_and(|text| anchors(&text).contains(anchor)));
                if !is_there {
                    dead.push(format!("{page}:{number}: {link}"));
                }
            }
        }
    }
    assert!(dead.is_empty(), "{} dead links:\n{}", dead.len(), dead.join("\n"));
    assert!(seen > 200, "{seen} links");
}

#[test]
fn links_and_anchors_are_found_as_github_finds_them() {
    assert_eq!(links("[a](b.md#c), `[no](d)`, [`e`](f) and [`Pager`] here"), ["b.md#c", "f", "[`…`]"]);
    let text = "# An app's `max_wait`\n```\n# no\n```\n## Entries (*écritures*)\n## Entries (*écritures*)\n#no\n";
    let expected = ["an-apps-max_wait", "entries-écritures", "entries-écritures-1"];
    assert_eq!(anchors(text), expected.map(str::to_owned).into());
}

/// A page that is longer is not read, and not found anything in.
#[test]
fn no_page_is_too_long() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap().lines().count();
    assert!(readme <= 150, "README.md has {readme} lines");
    for (page, text) in pages("docs") {
        let lines = text.lines().count();
        assert!(lines <= 250, "{page} has {lines} lines");
    }
}

/// What a user copies from a page compiles. Pages for those who change the crates show pieces of them.
#[test]
fn every_page_with_a_program_is_compiled() {
    let compiled = std::fs::read_to_string(root().join("xtask/src/lib.rs")).unwrap();
    for (page, text) in pages("docs") {
        let inside = ["docs/architecture/", "docs/adding-a-vendor.md", "docs/performance.md"];
        if text.lines().any(|line| line.trim_start().starts_with("```rust"))
            && !inside.iter().any(|i| page.starts_with(i))
        {
            assert!(compiled.contains(&format!("\"../../{page}\"")), "{page} is not in xtask/src/lib.rs");
        }
    }
}

/// The identifiers of what is unverified that stand in a text: letters of a table, and a number.
fn unverified(text: &str) -> impl Iterator<Item = (&str, &str)> {
    const TABLES: [&str; 9] = ["AC-", "AK-", "AK-Q", "AK-W", "EB-", "EG-", "IE-", "S-", "WK-"];
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter_map(|word| {
        let table = word.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = word.strip_prefix(table).filter(|number| !number.is_empty())?;
        TABLES.contains(&table).then_some((table, number))
    })
}

/// What is cited as unverified is a row, once, of a vendor's pages; rows are numbered without a gap, and the README names the last.
#[test]
fn everything_unverified_that_is_cited_is_one_row() {
    let mut rows: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let pages = pages("docs");
    for (page, text) in &pages {
        for (_, line) in prose(text) {
            let Some((id, _)) = line.strip_prefix("| ").and_then(|rest| rest.split_once(" |")) else { continue };
            if let Some((table, number)) =
                unverified(id).next().filter(|(table, number)| format!("{table}{number}") == id)
            {
                let numbers = rows.entry(table.to_owned()).or_default();
                numbers.push(number.parse().unwrap());
                assert_eq!(
                    numbers.last().copied(),
                    u32::try_from(numbers.len()).ok(),
                    "{page}: {id} is out of its order"
                );
            }
        }
    }
    let readme = ("README.md".to_owned(), std::fs::read_to_string(root().join("README.md")).unwrap());
    let sources = texts("crates", &["md", "rs"]).into_iter().chain(texts("fixtures", &["md", "http"]));
    for (path, text) in sources.chain(pages.clone()).chain([readme.clone()]) {
        for (table, number) in unverified(&text) {
            let there = rows.get(table).is_some_and(|numbers| numbers.contains(&number.parse().unwrap()));
            assert!(there, "{path} cites {table}{number}, which is no row of docs");
        }
    }
    for (table, numbers) in &rows {
        let last = numbers.len().to_string();
        assert!(unverified(&readme.1).any(|id| id == (table, &last)), "README.md does not name {table}{last}");
    }
    assert_eq!(rows.len(), 9, "{:?}", rows.keys());
}

#[test]
fn identifiers_are_letters_of_a_table_and_a_number() {
    let found: Vec<_> = unverified("WK-1, (AK-Q12); UTF-8, SHA-1, E-1, AK-S-1 and S-3: EB-").collect();
    assert_eq!(found, [("WK-", "1"), ("AK-Q", "12"), ("S-", "3")]);
}

/// The sections of a vendor's pages on sending again.
fn sending_again(vendor: &str) -> String {
    let mut sections = String::new();
    for page in files(&root().join("docs").join(vendor)) {
        let text = std::fs::read_to_string(&page).unwrap();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with("## ") {
                inside = line.to_lowercase().contains("sending again");
            }
            if inside {
                sections.push_str(line);
                sections.push('\n');
            }
        }
    }
    sections
}

/// Each call that is not repeated has a word on how it is found again, or that it cannot be.
#[test]
fn every_unsafe_call_says_how_it_is_found_again() {
    let mut wanting = Vec::new();
    let mut count = 0;
    for_each_vendor!(V => {
        let told = sending_again(V::NAME);
        let is_unsafe = |operation: &&Operation| operation.effect == Effect::Unsafe && !V::is_sign_in(&operation.id);
        for operation in V::operations().into_iter().filter(is_unsafe) {
            count += 1;
            let parts: Vec<String> = operation.id.split('.').map(|part| part.replace('-', "_")).collect();
            let [.., resource, verb] = parts.as_slice() else { panic!("{}", operation.id) };
            // The name of the method, as the pages' tables have it, where it is not the operation's.
            let row = method_of(V::NAME, &operation.id);
            // A name of several words is one method's alone.
            let last = row.rsplit('.').next().filter(|last| last.contains('_')).unwrap_or_default().to_owned();
            let named = [format!("{resource}().{verb}"), row.clone(), last];
            if !named.iter().any(|name| !name.is_empty() && told.contains(name.as_str())) {
                wanting.push(format!("{} ({row})", operation.id));
            }
        }
    });
    assert!(count > 40, "{count} unsafe calls");
    assert!(wanting.is_empty(), "nothing says how these are found again:\n{}", wanting.join("\n"));
}

/// The method of an operation in the tables of a vendor's pages: `customers().create`, or the last name alone.
fn method_of(vendor: &str, operation: &str) -> String {
    let cell = format!("`{operation}`");
    for page in files(&root().join("docs").join(vendor)) {
        let text = std::fs::read_to_string(&page).unwrap();
        let row = text.lines().find(|line| line.split('|').nth(1).is_some_and(|first| first.contains(&cell)));
        let Some(method) = row.and_then(|row| row.split('|').nth(2)) else { continue };
        let method = method.trim().trim_start_matches('`').split('`').next().unwrap_or_default();
        let name = method.rsplit_once('(').map_or(method, |(name, _)| name);
        let short = name.rsplit('.').take(2).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join(".");
        return if short.contains("().") { short } else { name.rsplit('.').next().unwrap_or_default().to_owned() };
    }
    String::new()
}
