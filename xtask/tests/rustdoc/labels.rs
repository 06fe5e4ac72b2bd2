//! Where documentation is published, each item says which feature it needs.

use xtask::cargo::root;

#[test]
fn every_crate_labels_what_needs_a_feature() {
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let folder = entry.unwrap().path();
        let read = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
        let attribute = "#![cfg_attr(docsrs, feature(doc_cfg))]";
        assert!(read("src/lib.rs").lines().any(|line| line == attribute), "{}: {attribute}", folder.display());
        let manifest = read("Cargo.toml");
        let (_, section) = manifest.split_once("[package.metadata.docs.rs]\n").unwrap_or_default();
        let section = section.split("\n[").next().unwrap_or_default();
        for line in ["all-features = true", r#"rustdoc-args = ["--cfg", "docsrs"]"#] {
            assert!(section.lines().any(|one| one == line), "{}: {line}", folder.display());
        }
        seen += 1;
    }
    assert!(seen >= 7, "{seen} crates");
}
