//! The pages of the login, for people to read.

use crate::engine::Reply;

/// What stands in the fields of the login's form; not part of the application's request.
pub(super) const FIELDS: [&str; 3] = ["user", "password", "action"];

pub(super) const USER: &str = "demo@example.com";
pub(super) const PASSWORD: &str = "demo";

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:26em;margin:3em auto;padding:0 1em}\
    label,input,button{display:block;width:100%;box-sizing:border-box;margin:.3em 0}input,button{padding:.5em;font:inherit}\
    [role=alert]{color:#a00}";

/// The form: user and password, and the application's request in hidden fields.
pub(super) fn login(action: &str, request: &[(String, String)], user: &str, message: Option<&str>) -> Reply {
    let alert = message.map(|text| format!("<p role=\"alert\">{}</p>\n", escape(text))).unwrap_or_default();
    let hidden: String = request
        .iter()
        .filter(|(name, _)| !FIELDS.contains(&name.as_str()))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", escape(name), escape(value)))
        .collect();
    let body = format!(
        "<h1>Sandbox: log in</h1>\n\
         <p>This page stands in for the login of EBP. It is a sandbox on your own machine: no account is needed.\n\
         The user is <b>{USER}</b>, the password <b>{PASSWORD}</b>.</p>\n\
         {alert}<form method=\"post\" action=\"{}\">\n{hidden}\
         <label>User <input name=\"user\" value=\"{}\" autocomplete=\"off\"></label>\n\
         <label>Password <input name=\"password\" type=\"password\" autocomplete=\"off\"></label>\n\
         <button name=\"action\" value=\"login\">Log in</button>\n\
         <button name=\"action\" value=\"refuse\">Refuse</button>\n</form>\n",
        escape(action),
        escape(user),
    );
    page(200, "Sandbox: log in", &body)
}

/// A page that leads nowhere.
pub(super) fn refusal(status: u16, message: &str) -> Reply {
    let body = format!("<h1>Sandbox: this login cannot go on</h1>\n<p>{}</p>\n", escape(message));
    page(status, "Sandbox: refused", &body)
}

fn page(status: u16, title: &str, body: &str) -> Reply {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    );
    Reply::text(status, "text/html; charset=utf-8", html).with("cache-control", "no-store")
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
