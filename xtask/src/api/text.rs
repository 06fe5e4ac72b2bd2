//! Tokens as a person writes them.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// The text of a piece of syntax on one line.
pub(super) fn tokens(of: &impl ToTokens) -> String {
    text(of.to_token_stream())
}

/// The text of tokens on one line.
pub(super) fn text(tokens: TokenStream) -> String {
    let mut words = Vec::new();
    flatten(tokens, &mut words);
    if words.last().is_some_and(|last| last == ",") {
        words.pop();
    }
    let mut line = String::new();
    let mut before = "";
    for word in &words {
        if !before.is_empty() && is_apart(before, word) {
            line.push(' ');
        }
        line.push_str(word);
        before = word;
    }
    line
}

fn flatten(tokens: TokenStream, words: &mut Vec<String>) {
    let mut is_joint = false;
    for token in tokens {
        let joined_to_last = std::mem::take(&mut is_joint);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                words.extend((!open.is_empty()).then(|| open.to_owned()));
                flatten(group.stream(), words);
                if !close.is_empty() {
                    push_end(words, close);
                }
            }
            TokenTree::Punct(punct) => {
                let next = punct.as_char();
                is_joint = punct.spacing() == Spacing::Joint;
                let joined = joined_to_last
                    && words.last().is_some_and(|last| {
                        matches!((last.as_str(), next), (":", ':') | ("-" | "=", '>') | ("." | "..", '.') | ("..", '='))
                    });
                match words.last_mut() {
                    Some(last) if joined => last.push(next),
                    _ if next == '>' => push_end(words, ">"),
                    _ => words.push(next.to_string()),
                }
            }
            TokenTree::Ident(ident) => match words.last_mut() {
                Some(last) if last == "'" => last.push_str(&ident.to_string()),
                _ => words.push(ident.to_string()),
            },
            TokenTree::Literal(literal) => words.push(literal.to_string()),
        }
    }
}

/// What ends a list; a comma before it is the layout's.
fn push_end(words: &mut Vec<String>, end: &str) {
    if words.last().is_some_and(|last| last == ",") {
        words.pop();
    }
    words.push(end.to_owned());
}

fn is_apart(before: &str, next: &str) -> bool {
    // After these a type or a pattern begins.
    let begins = matches!(
        before,
        "," | "->"
            | "="
            | ":"
            | "+"
            | "|"
            | "for"
            | "dyn"
            | "where"
            | "mut"
            | "pub"
            | "as"
            | "in"
            | "=>"
            | ";"
            | "const"
    ) || before.starts_with('\'');
    match (before, next) {
        (_, "," | ";" | ")" | "]" | ">" | "." | ":" | "?") => false,
        ("(" | "[" | "<" | "&" | "::" | "." | "#" | "!" | "?" | "*", _) => false,
        (">", "::") => false,
        ("impl", "::") => true,
        (_, "(" | "[" | "<" | "::" | "!") => begins,
        _ => true,
    }
}
