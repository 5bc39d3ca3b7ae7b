//! [`TraceForm`]: the form of a file by its first bytes; and a remedy for another program's file
//! that is no JSON of events.

/// The form of a file, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TraceForm {
    /// A log of our own, or an unknown form.
    Unknown,
    /// JSON with something in it.
    Json,
    /// Any form, packed.
    Gzip,
    /// Only white space.
    Empty,
    /// A known form that is not read: what it is, and what to do.
    Other(&'static str),
}

/// Bytes of the start that are looked at.
pub(super) const START: u64 = 256;

/// The mark that some editors and shells put before UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

const PERFETTO: &str = "it is a trace of Perfetto in its own binary form: `traceconv json FILE \
                        out.json` makes JSON of it, which parscope opens (traceconv comes from \
                        https://get.perfetto.dev/traceconv)";
const SYSTRACE: &str = "it is a trace of Android's systrace or Linux's ftrace: `traceconv json FILE \
                        out.json` makes JSON of it, which parscope opens (traceconv comes from \
                        https://get.perfetto.dev/traceconv)";
const FUCHSIA: &str = "it is a trace of Fuchsia: `traceconv json FILE out.json` makes JSON of it, \
                       which parscope opens (traceconv comes from https://get.perfetto.dev/traceconv)";
const PERF: &str = "it is a recording of Linux's perf: it has samples, and parscope shows slices; \
                    trace the program instead, with VizTracer, Perfetto, or a tracer of its language";
const UTF_16: &str = "it is UTF-16: `iconv -f UTF-16 -t UTF-8 FILE > out.json` makes UTF-8 of it, \
                      which parscope opens";
const PACKED: &str = "it is an archive: unpack it first (only gzip is unpacked by parscope)";

/// First bytes, and the format that they stand for.
const OTHERS: [(&[u8], &str); 13] = [
    (b"PERFILE2", PERF),
    (b"\x10\x00\x04FxT\x16\x00", FUCHSIA),
    (b"# tracer", SYSTRACE),
    (b"TRACE:", SYSTRACE),
    (b"<!DOCTYPE html", SYSTRACE),
    (b"<!doctype html", SYSTRACE),
    (b"<html", SYSTRACE),
    (b"\xff\xfe", UTF_16),
    (b"\xfe\xff", UTF_16),
    (b"PK\x03\x04", PACKED),
    (b"BZh", PACKED),
    (b"\xfd7zXZ\x00", PACKED),
    (b"\x28\xb5\x2f\xfd", PACKED),
];

const SAMPLES: &str = "it has samples, and parscope shows slices: record a trace in Chrome's JSON \
                       format instead";

/// Names in the JSON of other tools, and the format that they stand for.
const TOOLS: [(&str, &str); 5] = [
    ("$schema", "it looks like a profile of speedscope"),
    ("timeDeltas", "it is a CPU profile of V8"),
    ("nodes", "it is a CPU profile of V8"),
    ("libs", "it is a profile of Firefox"),
    ("resourceSpans", "it is a trace of OpenTelemetry"),
];

impl TraceForm {
    /// The form of a file by its first bytes.
    pub(super) fn of(start: &[u8]) -> Self {
        let start = start.strip_prefix(MARK).unwrap_or(start);
        let text = start.trim_ascii_start();
        let known = OTHERS.iter().find(|(first, _)| start.starts_with(first));
        match (text, known) {
            (_, Some((_, text))) => Self::Other(text),
            ([b'{' | b'[', 0, ..] | [0, b'{' | b'[', ..], _) => Self::Other(UTF_16),
            ([b'{' | b'[', ..], _) => Self::Json,
            ([0x1f, 0x8b, ..], _) => Self::Gzip,
            ([], _) => Self::Empty,
            // Its first field, which a text would have as an empty line.
            _ if start.first() == Some(&b'\n') && !is_text(start) => Self::Other(PERFETTO),
            _ => Self::Unknown,
        }
    }
}

fn is_text(bytes: &[u8]) -> bool {
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    !bytes.iter().any(is_control)
}

/// A message for JSON without a list of events: what it is, by the names in it, and what to do.
pub(super) fn of_keys(keys: &[&str]) -> String {
    let known = TOOLS.iter().find(|(name, _)| keys.contains(name));
    match known {
        Some(("resourceSpans", what)) => {
            format!("{what}: parscope reads Chrome's JSON format, so convert it first")
        }
        Some((_, what)) => format!("{what}: {SAMPLES}"),
        None => "it has no `traceEvents`, so it is no trace: parscope reads Chrome's JSON format"
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_called_by_its_name() {
        for (start, wanted) in [
            (
                &b"\x0a\x1eP\x01\xc2>\x18\x0a\x10"[..],
                TraceForm::Other(PERFETTO),
            ),
            (b"PERFILE2h\0", TraceForm::Other(PERF)),
            (b"# tracer: nop\n", TraceForm::Other(SYSTRACE)),
            (b"<!DOCTYPE html>\n<html>", TraceForm::Other(SYSTRACE)),
            (b"\xff\xfe[\0", TraceForm::Other(UTF_16)),
            (b"[\0]\0", TraceForm::Other(UTF_16)),
            (b"PK\x03\x04", TraceForm::Other(PACKED)),
            (b"\xef\xbb\xbf\n[", TraceForm::Json),
            (b" \n", TraceForm::Empty),
            (b"\x1f\x8b\x08", TraceForm::Gzip),
            (b"PARSPACK", TraceForm::Unknown),
            (b"\nhello", TraceForm::Unknown),
        ] {
            assert_eq!(TraceForm::of(start), wanted, "{start:?}");
        }
        assert!(of_keys(&["nodes", "samples"]).contains("V8"));
        assert!(of_keys(&[]).contains("no `traceEvents`"));
    }
}
