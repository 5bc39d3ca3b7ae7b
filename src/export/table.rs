//! [`Table`]: columns that line up.

/// A table of texts, each glyph one column wide.
#[derive(Debug, Clone)]
pub struct Table {
    sides: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table; `sides` has, for each column, `<` (flush left) or `>` (flush right).
    #[must_use]
    pub fn new(sides: impl Into<String>) -> Self {
        Self {
            sides: sides.into(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The rows as lines, indented by two, columns two apart, nothing at the end of a line.
    #[must_use]
    pub fn lines(&self) -> String {
        let sides: Vec<_> = self.sides.chars().collect();
        let widths: Vec<usize> = (0..sides.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| width(cell)).max().unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, side), wide) in row.iter().zip(&sides).zip(&widths) {
                let gap = " ".repeat(wide - width(cell));
                line.push_str("  ");
                match side {
                    '>' => line.extend([gap.as_str(), cell]),
                    _ => line.extend([cell, gap.as_str()]),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The columns a text takes: its glyphs but not its escape sequences, which all end in `m`.
fn width(text: &str) -> usize {
    let mut escaped = false;
    let seen = |&c: &char| {
        let shown = !escaped && c != '\x1b';
        escaped = c == '\x1b' || (escaped && c != 'm');
        shown
    };
    text.chars().filter(seen).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_whatever_their_colour() {
        let mut table = Table::new("<>");
        table.row(["a".into(), "\x1b[36m12\x1b[0m".into()]);
        table.row(["bcd".into(), "3".into()]);
        assert_eq!(table.lines(), "  a    \x1b[36m12\x1b[0m\n  bcd   3\n");
    }
}
