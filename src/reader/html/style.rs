//! What an element's attributes say about whether and how it is shown.

/// The few looks that change what a reader sees.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Neither shown nor given a place (`display:none`, `hidden`).
    pub gone: bool,
    /// Given a place, but not shown (`visibility:hidden`).
    pub invisible: bool,
    /// Stands on lines of its own though the element is inline (`display:block`).
    pub block: bool,
    /// Line breaks of the source show (`white-space:pre`).
    pub preformatted: bool,
}

impl Style {
    /// The looks of an element with these attributes. Style sheets are not consulted.
    pub fn of<'a>(attributes: impl Iterator<Item = (&'a str, &'a str)>) -> Style {
        let mut style = Style::default();
        for (name, value) in attributes {
            match name {
                "hidden" => style.gone = true,
                "style" => style.declare(value),
                _ => {}
            }
        }
        style
    }

    fn declare(&mut self, declarations: &str) {
        for declaration in declarations.split(';') {
            let Some((property, value)) = declaration.split_once(':') else { continue };
            let property = property.trim_ascii();
            let is = |name: &str| property.eq_ignore_ascii_case(name);
            let (display, visibility, white_space) = (is("display"), is("visibility"), is("white-space"));
            if !(display || visibility || white_space) {
                continue;
            }
            let value = value.split('!').next().unwrap_or_default().trim_ascii();
            let is = |words: &[&str]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
            if display {
                // The last declaration counts.
                self.gone = is(&["none"]);
                self.block = is(&["block", "flex", "grid", "list-item", "table", "table-row", "table-cell"]);
            } else if visibility {
                self.invisible = is(&["hidden", "collapse"]);
            } else {
                self.preformatted = is(&["pre", "pre-wrap", "pre-line", "break-spaces"]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_read_in_any_case_and_the_last_counts() {
        let of = |style| Style::of([("class", "x"), ("style", style)].into_iter());
        assert!(of("DISPLAY: none").gone);
        assert!(of("color:red;display:none !important;").gone);
        assert!(!of("display:none;display:inline").gone);
        assert!(of("display : block").block);
        assert!(of("visibility:hidden").invisible);
        assert!(of("white-space: pre-wrap").preformatted);
        assert_eq!(of("background:url(a;display:none"), Style { gone: true, ..Style::default() });
        assert_eq!(of("mso-display:none;;:;display"), Style::default());
        assert!(Style::of([("hidden", "")].into_iter()).gone);
    }
}
