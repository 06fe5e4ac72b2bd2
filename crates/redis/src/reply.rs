//! What scripts answer.

use redis::Value;

use crate::engine::Failed;

/// The parts of an answer that is a list.
pub(crate) fn parts(value: Value) -> Result<Vec<Value>, Failed> {
    match value {
        Value::Array(parts) => Ok(parts),
        _ => Err(Failed::unexpected()),
    }
}

/// An answer that is a number.
pub(crate) fn number(value: &Value) -> Result<u64, Failed> {
    match value {
        Value::Int(number) => u64::try_from(*number).map_err(|_| Failed::unexpected()),
        Value::BulkString(text) => {
            std::str::from_utf8(text).ok().and_then(|text| text.parse().ok()).ok_or_else(Failed::unexpected)
        }
        _ => Err(Failed::unexpected()),
    }
}

/// A text.
pub(crate) fn text(value: &Value) -> Result<String, Failed> {
    match value {
        Value::BulkString(text) => String::from_utf8(text.clone()).map_err(|_| Failed::unexpected()),
        _ => Err(Failed::unexpected()),
    }
}
