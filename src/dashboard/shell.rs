//! The page around the numbers. Its policy lets nothing load and nothing run but the one style and
//! the one script that are in it, named by their hashes (CSP level 3).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("assets/page.css");
const BODY: &str = include_str!("assets/page.html");
/// In the order in which they build on each other; together they are one script.
const SCRIPTS: [&str; 6] = [
    include_str!("assets/format.js"),
    include_str!("assets/model.js"),
    include_str!("assets/table.js"),
    include_str!("assets/timeline.js"),
    include_str!("assets/sections.js"),
    include_str!("assets/page.js"),
];

/// The page with this title (not escaped) and these numbers (JSON without `<`).
pub fn page(title: &str, json: &str) -> String {
    let script = format!("\n\"use strict\";\n(() => {{\n{}}})();\n", SCRIPTS.concat());
    let style = format!("\n{STYLE}");
    let (script_hash, style_hash) = (hash(&script), hash(&style));
    let title = markup(&crate::value::escape(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         script-src '{script_hash}'; style-src '{style_hash}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{style}</style>\n</head>\n{BODY}\
         <script type=\"application/json\" id=\"data\">{json}</script>\n\
         <script>{script}</script>\n</body>\n</html>\n"
    )
}

/// A source expression of the policy.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// Text as it stands in markup.
fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
