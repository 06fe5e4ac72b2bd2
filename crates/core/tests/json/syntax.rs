//! The reader checks the syntax of what it reads and of what it passes over, as serde_json does: on a million mutated texts.

use guichet_core::{Model, RawJson};
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// Everything passed over.
#[derive(Debug, Model)]
struct Nothing {}

/// Everything kept.
#[derive(Debug, Model)]
struct Kept {
    x: Option<RawJson>,
}

const SEEDS: [&str; 10] = [
    r#"{"a":1,"b":[true,false,null],"c":"text"}"#,
    r#"[1,-2.50,3e10,4E-2,0.1,-0,10]"#,
    r#""a\"b\\c\/d\b\f\n\r\té\u00e9\ud83d\ude00""#,
    r#"{"data":[{"id":"7","lines":[[],{}]}],"meta":{"total":1}}"#,
    "{ \"a\" : [ 1 , 2 ] ,\r\n\t\"b\" : { } }",
    r#"[[[[[[1]]]]],{"a":{"b":{"c":[]}}}]"#,
    r#"{"amount":34831.970000000000000000000000,"vat":"79228162514264337593543950335"}"#,
    r#"{"":"","\u0061":"\u0000"}"#,
    "null",
    r#"{"Désignation":"Prestation d’été","q":-1.0e+5}"#,
];

const ALPHABET: [&str; 32] = [
    "{", "}", "[", "]", ",", ":", "\"", "\\", "0", "1", "9", "-", "+", ".", "e", "E", "t", "true", "null", "false",
    " ", "\n", "\u{1}", "u", "\\u00", "\\ud800", "é", "/", "x", "\u{feff}", "\t", "''",
];

/// Marsaglia's xorshift: the same texts on each run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % n.max(1)
    }

    fn mutate(&mut self, text: &mut String) {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        match self.below(4) {
            0 => text.insert_str(at, ALPHABET[self.below(ALPHABET.len())]),
            1 if at < text.len() => drop(text.remove(at)),
            2 => text.truncate(at),
            _ if at < text.len() => {
                text.remove(at);
                text.insert_str(at, ALPHABET[self.below(ALPHABET.len())]);
            }
            _ => text.push_str(ALPHABET[self.below(ALPHABET.len())]),
        }
    }
}

fn agree(seed: u64, texts: usize) {
    let mut random = Random(seed);
    let (mut valid, mut kept) = (0, 0);
    for _ in 0..texts {
        let mut text = SEEDS[random.below(SEEDS.len())].to_owned();
        for _ in 0..=random.below(3) {
            random.mutate(&mut text);
        }
        let inside = format!(r#"{{"x":{text}}}"#);
        let theirs = serde_json::from_str::<IgnoredAny>(&inside).is_ok();
        assert_eq!(Nothing::from_json(&inside).is_ok(), theirs, "{inside}");
        // One value, and not two members that a mutation made of it.
        if let Ok(raw) = serde_json::from_str::<&RawValue>(&text) {
            valid += 1;
            let ours = Kept::from_json(&inside).unwrap().x;
            kept += usize::from(ours.is_some());
            assert_eq!(ours.as_ref().map_or("null", RawJson::as_str), raw.get(), "{inside}");
        }
    }
    assert!(valid > texts / 20 && kept > texts / 20 && valid < texts, "{valid} of {texts}");
}

#[test]
fn syntax_is_that_of_serde_json_first_half() {
    agree(0x9E37_79B9_7F4A_7C15, 500_000);
}

#[test]
fn syntax_is_that_of_serde_json_second_half() {
    agree(0xD1B5_4A32_D192_ED03, 500_000);
}

#[test]
fn strings_are_those_of_serde_json() {
    let mut random = Random(77);
    for _ in 0..100_000 {
        let mut text = SEEDS[2].to_owned();
        for _ in 0..=random.below(4) {
            random.mutate(&mut text);
        }
        let theirs = serde_json::from_str::<String>(&text).ok();
        let ours = guichet_core::json::parse::<Vec<String>>(&format!("[{text}]")).ok();
        // A mutation can make two strings, or a number, of it.
        if theirs.is_some() {
            assert_eq!(ours, theirs.map(|text| vec![text]), "{text}");
        } else if text.starts_with('"') && !text.contains("\",\"") {
            assert!(ours.is_none_or(|all| all.len() != 1), "{text}");
        }
    }
}

#[test]
fn depth_is_bounded_where_it_is_read_and_where_it_is_passed_over() {
    let nested = |depth: usize| format!(r#"{{"x":{}1{}}}"#, "[".repeat(depth), "]".repeat(depth));
    assert!(Nothing::from_json(&nested(127)).is_ok());
    for depth in [128, 129, 100_000] {
        let error = Nothing::from_json(&nested(depth)).unwrap_err().to_string();
        assert!(error.contains("recursion limit exceeded"), "{error}");
        assert!(Kept::from_json(&nested(depth)).is_err());
    }
}
