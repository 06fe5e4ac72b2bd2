//! The YAML of a condition, in the layout of the documentation's encoded samples (003:2596, 2626): two spaces at the left, six below
//! `left` and `right`, a space before the colon of `valueType`, values as far left as `value`.

use super::{Literal, Node};

pub(super) fn yaml(node: &Node) -> String {
    let mut lines = Vec::new();
    write(node, 2, &mut lines);
    lines.join("\n")
}

fn write(node: &Node, indent: usize, lines: &mut Vec<String>) {
    let left = " ".repeat(indent);
    match node {
        Node::Nothing => {}
        Node::Test { column, operator, values } => {
            lines.push(format!("{left}type: CustomFilter"));
            lines.push(format!("{left}column: {}", plain(column)));
            lines.push(format!("{left}operator: {operator}"));
            if let Some(first) = values.first() {
                lines.push(format!("{left}valueType : {}", first.kind));
                lines.push(format!("{left}value:"));
                lines.extend(values.iter().map(|value| format!("{left}- {}", literal(value))));
            }
        }
        Node::Joined { left: one, operator, right: other } => {
            lines.push(format!("{left}left:"));
            write(one, indent + 4, lines);
            lines.push(format!("{left}operator: {operator}"));
            lines.push(format!("{left}type: ImbricationFilter"));
            lines.push(format!("{left}right:"));
            write(other, indent + 4, lines);
        }
    }
}

fn literal(value: &Literal) -> String {
    match value.kind {
        Literal::TEXT | Literal::DATE => quoted(&value.text),
        Literal::COLUMN => plain(&value.text),
        _ => value.text.clone(),
    }
}

/// A name stands plain as in the samples, but for the words that YAML takes for something else.
fn plain(name: &str) -> String {
    const WORDS: [&str; 11] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    if WORDS.iter().any(|word| name.eq_ignore_ascii_case(word)) { quoted(name) } else { name.to_owned() }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
