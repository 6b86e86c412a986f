//! The command as a person or a script runs it: the real binary on real folders.

use super::schema::validate;
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/samples/seed/dingdian-2020.txt");
const TEXT: &str = "某镇人民政府2021年政府信息公开工作年度报告\n一、总体情况\n";

/// What a run left.
struct Run {
    code: i32,
    out: String,
    errors: String,
}

impl Run {
    /// The documents on standard output, one a line, each as the schema describes it.
    fn documents(&self) -> Vec<Value> {
        let lines = self.out.lines().map(|line| serde_json::from_str(line).unwrap());
        lines.inspect(validate).collect()
    }

    fn names(&self) -> Vec<String> {
        self.documents().iter().map(|document| document["source"]["name"].as_str().unwrap().into()).collect()
    }

    fn error_lines(&self) -> Vec<&str> {
        self.errors.lines().collect()
    }
}

/// The command in a folder, in English, without a terminal.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xxgk"));
    command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env_remove("LC_MESSAGES").env_remove("LANG").env("LC_ALL", "C");
    command
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code().expect("no signal ends the command"),
        out: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

fn xxgk<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Run {
    finish(command(folder).args(args))
}

fn extract(folder: &Path, args: &[&str]) -> Run {
    finish(command(folder).arg("extract").args(args))
}

fn extract_stdin(args: &[&str], input: &[u8]) -> Run {
    let mut child = command(Path::new("/")).arg("extract").args(args).stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The command may refuse the input before its end.
    let _ = stdin.write_all(input);
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        errors: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder that holds these files.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, TEXT).unwrap();
    }
    folder
}

/// What stands in a folder, by name.
fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn one_file_gives_one_document() {
    let run = extract(Path::new("/"), &[SEED]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    assert_eq!(run.names(), [SEED]);
    let document = &run.documents()[0];
    assert_eq!(document["source"]["bytes"], 5626);
    assert_eq!(document["source"]["format"], "text");
    assert_eq!(document["source"]["encoding"], "UTF-8");
    // As sha256sum prints it.
    assert_eq!(document["source"]["sha256"], "94be33055c67c8d67252f4aa4c267a689a77a1f00bda512464f51c43e9fbfa5c");
    assert!(document.get("provenance").is_none());
    assert!(extract(Path::new("/"), &["--provenance", SEED]).documents()[0]["provenance"].is_object());
}

#[test]
fn a_folder_gives_a_line_for_each_supported_file_in_the_order_of_names() {
    let files = ["b.txt", "a/z.TXT", "a/y.htm", "a.b/x.md", "a-b/x.txt", "年报/二.txt", "年报/一.html", "C.txt"];
    let folder = folder(&files);
    for other in ["notes.pdf", "~$book.xlsx", "._b.txt", "README", "a/data.json"] {
        fs::write(folder.path().join(other), "not a report").unwrap();
    }
    let mut expected: Vec<String> = files.iter().map(|file| format!("./{file}")).collect();
    expected.sort();
    let run = extract(folder.path(), &["."]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    assert_eq!(run.names(), expected);

    let given = folder.path().to_str().unwrap();
    let expected: Vec<String> = expected.iter().map(|name| name.replacen('.', given, 1)).collect();
    assert_eq!(extract(Path::new("/"), &[given]).names(), expected);
    assert_eq!(extract(Path::new("/"), &[&format!("{given}/")]).names(), expected);
}

#[test]
fn several_paths_come_in_the_order_of_names_each_once() {
    let folder = folder(&["b.txt", "a.txt", "d/c.txt", "d/d.txt", "odd.report"]);
    let run = extract(folder.path(), &["odd.report", "d/d.txt", "b.txt", "a.txt", "d", "a.txt"]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    // A file given by name is read whatever its name ends in.
    assert_eq!(run.names(), ["a.txt", "b.txt", "d/c.txt", "d/d.txt", "odd.report"]);
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for n in 0..150 {
        // Large ones first, so that later files are ready before their turn.
        fs::write(folder.path().join(format!("{n:03}.txt")), TEXT.repeat(1 + (150 - n) * 2)).unwrap();
    }
    fs::write(folder.path().join("100.txt"), "").unwrap();
    let one = extract(folder.path(), &["--jobs", "1", "."]);
    assert_eq!(one.documents().len(), 149);
    assert_eq!(one.error_lines().len(), 1);
    for jobs in ["2", "8", "64"] {
        let run = extract(folder.path(), &["--jobs", jobs, "."]);
        assert_eq!((run.code, &run.out, &run.errors), (2, &one.out, &one.errors), "{jobs} jobs");
    }
}

#[test]
fn standard_input_is_a_source_named_by_a_hyphen() {
    for args in [&["-"][..], &[]] {
        let run = extract_stdin(args, TEXT.as_bytes());
        assert_eq!((run.code, run.errors.as_str()), (0, ""));
        assert_eq!(run.names(), ["-"]);
        assert_eq!(run.documents()[0]["source"]["bytes"], TEXT.len());
    }
    let run = extract_stdin(&["-"], b"<!DOCTYPE html><p>text");
    assert_eq!(run.documents()[0]["source"]["format"], "html");
    let run = extract_stdin(&["-", SEED, "-"], TEXT.as_bytes());
    assert_eq!(run.names(), ["-", SEED]);
}

#[test]
fn an_empty_input_is_a_failure() {
    let run = extract_stdin(&[], b"");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.errors.starts_with("error: -: found an empty file, expected text, HTML"), "{}", run.errors);
    assert_eq!(run.error_lines().len(), 1);
}

#[test]
fn the_layout_follows_the_arguments_and_not_the_folder() {
    let two = folder(&["a.txt", "d/b.txt"]);
    let at = two.path();
    let layout = |args: &[&str]| {
        let run = extract(at, args);
        assert_eq!(run.code, 0, "{}", run.errors);
        let whole: Option<Value> = serde_json::from_str(&run.out).ok();
        match whole {
            Some(Value::Array(items)) => {
                items.iter().for_each(validate);
                format!("array of {}", items.len())
            }
            Some(document) => {
                validate(&document);
                format!("document of {} lines", run.out.lines().count())
            }
            None => format!("{} lines", run.documents().len()),
        }
    };
    assert_eq!(layout(&["a.txt"]), "document of 1 lines");
    assert_eq!(layout(&["--format", "ndjson", "a.txt"]), "document of 1 lines");
    assert_eq!(layout(&["a.txt", "d"]), "2 lines");
    // A folder gives lines even where it holds one file today.
    assert_eq!(layout(&["d"]), "document of 1 lines");
    assert_eq!(layout(&["--format", "json", "d"]), "array of 1");
    assert_eq!(layout(&["--format", "json", "a.txt", "d"]), "array of 2");
    assert_eq!(layout(&["--format", "json", "--pretty", "a.txt", "d"]), "array of 2");
    assert!(layout(&["--pretty", "a.txt"]).ends_with(" lines"));
    assert_ne!(layout(&["--pretty", "a.txt"]), "document of 1 lines");
    let refused = extract(at, &["--pretty", "d"]);
    assert_eq!((refused.code, refused.error_lines().len()), (2, 1));
    assert!(refused.errors.contains("--format json"), "{}", refused.errors);
}

#[test]
fn indented_and_compact_json_say_the_same() {
    let compact = extract(Path::new("/"), &["--provenance", "--compact", SEED]);
    let pretty = extract(Path::new("/"), &["--provenance", "--pretty", SEED]);
    let parse = |run: &Run| serde_json::from_str::<Value>(&run.out).unwrap();
    assert_eq!(parse(&compact), parse(&pretty));
    assert_eq!(compact.out.lines().count(), 1);
    assert!(pretty.out.starts_with("{\n  \"schema_version\": \"1.0\",\n"));
}

#[test]
fn an_output_file_appears_whole_and_alone() {
    let folder = folder(&["a.txt"]);
    let at = folder.path();
    let run = extract(at, &["-o", "out.json", "a.txt"]);
    assert_eq!((run.code, run.out.as_str(), run.errors.as_str()), (0, "", ""));
    assert_eq!(fs::read_to_string(at.join("out.json")).unwrap(), extract(at, &["a.txt"]).out);
    assert_eq!(listing(at), ["a.txt", "out.json"]);
    // It replaces what stood there.
    fs::write(at.join("out.json"), "old".repeat(10_000)).unwrap();
    assert_eq!(extract(at, &["--output=out.json", "a.txt"]).code, 0);
    assert_eq!(fs::read_to_string(at.join("out.json")).unwrap(), extract(at, &["a.txt"]).out);
}

#[test]
fn a_run_that_reads_nothing_leaves_the_output_as_it_was() {
    let folder = folder(&["a.txt", "empty/x.pdf"]);
    let at = folder.path();
    fs::write(at.join("old.json"), "old").unwrap();
    for inputs in [&["missing.txt"][..], &["missing.txt", "gone.html"], &["empty"]] {
        for output in ["old.json", "new.json"] {
            let run = extract(at, &[&["-o", output][..], inputs].concat());
            assert_eq!((run.code, run.error_lines().len()), (2, inputs.len()));
        }
    }
    assert_eq!(listing(at), ["a.txt", "empty", "old.json"]);
    assert_eq!(fs::read_to_string(at.join("old.json")).unwrap(), "old");
    // What could be read is written; the exit code tells of the rest.
    assert_eq!(extract(at, &["-o", "new.json", "missing.txt", "a.txt"]).code, 2);
    assert_eq!(fs::read_to_string(at.join("new.json")).unwrap().lines().count(), 1);
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_anything_is_read() {
    let folder = folder(&["a.txt"]);
    let at = folder.path();
    fs::create_dir(at.join("d")).unwrap();
    for (output, word) in [("no/such/out.json", "no such folder"), ("d", "a folder of that name")] {
        let run = extract(at, &["-o", output, "a.txt"]);
        assert_eq!((run.code, run.out.as_str(), run.error_lines().len()), (2, "", 1));
        assert!(run.errors.contains(output) && run.errors.contains(word), "{}", run.errors);
    }
    let run = extract(at, &["-o", "./a.txt", "a.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.errors.contains("the same file as input and as output"), "{}", run.errors);
    assert_eq!(fs::read_to_string(at.join("a.txt")).unwrap(), TEXT);
}

#[cfg(unix)]
#[test]
fn an_output_keeps_its_rights_and_the_links_to_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder(&["a.txt", "d/out.json"]);
    let at = folder.path();
    fs::set_permissions(at.join("d/out.json"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("d/out.json", at.join("link.json")).unwrap();
    assert_eq!(extract(at, &["-o", "link.json", "a.txt"]).code, 0);
    assert!(fs::symlink_metadata(at.join("link.json")).unwrap().is_symlink());
    assert!(fs::read_to_string(at.join("d/out.json")).unwrap().starts_with("{\"schema_version\""));
    assert_eq!(fs::metadata(at.join("d/out.json")).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(listing(&at.join("d")), ["out.json"]);
    // A new file gets the rights of any other new file.
    assert_eq!(extract(at, &["-o", "new.json", "a.txt"]).code, 0);
    let mode = |name| fs::metadata(at.join(name)).unwrap().permissions().mode();
    assert_eq!(mode("new.json"), mode("a.txt"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder(&["a.txt"]);
    assert_eq!(extract(folder.path(), &["-o", "/dev/null", "a.txt"]).code, 0);
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    let run = extract(folder.path(), &["-o", "/dev/full", "a.txt"]);
    assert_eq!((run.code, run.error_lines().len()), (2, 1));
    assert!(run.errors.contains("/dev/full: found no space left"), "{}", run.errors);
}

#[test]
fn a_failure_leaves_the_rest_of_the_run_unharmed() {
    let folder = folder(&["a.txt", "c.txt"]);
    let at = folder.path();
    fs::write(at.join("b.txt"), "").unwrap();
    fs::write(at.join("d.html"), "%PDF-1.7").unwrap();
    let run = extract(at, &["missing.txt", "a.txt/inside.txt", "."]);
    assert_eq!(run.code, 2);
    assert_eq!(run.names(), ["./a.txt", "./c.txt"]);
    let lines = run.error_lines();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("error: ./b.txt: found an empty file, expected text, HTML"), "{}", lines[0]);
    assert!(lines[1].starts_with("error: ./d.html: found a PDF file, expected text, HTML"), "{}", lines[1]);
    assert!(lines[2].starts_with("error: a.txt/inside.txt: found"), "{}", lines[2]);
    assert_eq!(lines[3], "error: missing.txt: found nothing of that name, expected a file or folder: check the path");
}

#[cfg(unix)]
#[test]
fn loops_of_links_are_told_and_left() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["d/a.txt", "d/sub/b.txt", "other/c.txt"]);
    let at = folder.path();
    symlink("..", at.join("d/sub/loop")).unwrap();
    symlink("../d", at.join("d/self")).unwrap();
    symlink("../other", at.join("d/link")).unwrap();
    symlink("itself.txt", at.join("d/itself.txt")).unwrap();
    symlink("nowhere.txt", at.join("d/dangling.txt")).unwrap();
    let run = extract(at, &["d"]);
    assert_eq!(run.code, 2);
    // A link to another folder is followed; its files have the name by which they were reached.
    assert_eq!(run.names(), ["d/a.txt", "d/link/c.txt", "d/sub/b.txt"]);
    let mut lines = run.error_lines();
    lines.sort_unstable();
    assert_eq!(lines.len(), 4, "{}", run.errors);
    assert!(lines[0].starts_with("error: d/dangling.txt: found nothing of that name"), "{}", lines[0]);
    assert!(lines[1].starts_with("error: d/itself.txt: found a reading error"), "{}", lines[1]);
    assert!(lines[2].starts_with("error: d/self: found a link back to d, expected"), "{}", lines[2]);
    assert!(lines[3].starts_with("error: d/sub/loop: found a link back to d, expected"), "{}", lines[3]);
}

#[cfg(unix)]
#[test]
fn links_across_folders_multiply_nothing() {
    use std::os::unix::fs::symlink;
    // Each level links twice to the next: 2^30 paths lead to the last file.
    let folder = folder(&["levels/30/deep.txt", "inside/a.txt"]);
    let at = folder.path();
    for level in 0..30 {
        fs::create_dir(at.join(format!("levels/{level}"))).unwrap();
        for link in ["one", "two"] {
            symlink(at.join(format!("levels/{}", level + 1)), at.join(format!("levels/{level}/{link}"))).unwrap();
        }
    }
    fs::create_dir(at.join("walked")).unwrap();
    symlink(at.join("levels/0"), at.join("walked/start")).unwrap();
    symlink(at.join("levels/30"), at.join("walked/end")).unwrap();
    let run = extract(at, &["walked", "inside"]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    assert_eq!(run.names(), ["inside/a.txt", "walked/end/deep.txt"]);
    // A link to what is in the folder anyway adds nothing.
    symlink("../inside", at.join("levels/0/across")).unwrap();
    symlink("../levels/30", at.join("inside/across")).unwrap();
    assert_eq!(extract(at, &["."]).names(), ["./inside/a.txt", "./levels/30/deep.txt"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read_is_one_line() {
    let folder = folder(&["a.txt"]);
    // Its first bytes are not mapped: even root is refused.
    let run = extract(folder.path(), &["/proc/self/mem", "a.txt"]);
    assert_eq!((run.code, run.error_lines().len()), (2, 1));
    assert!(run.errors.starts_with("error: /proc/self/mem: found a reading error"), "{}", run.errors);
    assert_eq!(run.names(), ["a.txt"]);
}

#[cfg(unix)]
mod pipes {
    use super::*;

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_named_pipe_is_read_where_it_is_given_and_skipped_in_a_folder() {
        let folder = folder(&["d/a.txt"]);
        pipe(&folder.path().join("d/pipe.txt"));
        assert_eq!(extract(folder.path(), &["d"]).names(), ["d/a.txt"]);
        let child = command(folder.path()).args(["extract", "d/pipe.txt"]).spawn().unwrap();
        fs::write(folder.path().join("d/pipe.txt"), TEXT).unwrap();
        let output = child.wait_with_output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["source"]["bytes"], TEXT.len());
    }

    #[test]
    fn a_file_that_vanishes_is_one_line() {
        let folder = folder(&["d/b.txt", "d/c.txt"]);
        let at = folder.path();
        pipe(&at.join("a.pipe"));
        let child = command(at).args(["extract", "--jobs", "1", "a.pipe", "d"]).spawn().unwrap();
        // Opening the pipe waits until the command reads it: by then it has found the files.
        let mut pipe = fs::File::options().write(true).open(at.join("a.pipe")).unwrap();
        fs::remove_file(at.join("d/b.txt")).unwrap();
        pipe.write_all(TEXT.as_bytes()).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 2);
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "error: d/b.txt: found nothing of that name, expected a file or folder: check the path\n"
        );
    }

    #[test]
    fn a_reader_that_leaves_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        for n in 0..1000 {
            fs::write(folder.path().join(format!("{n}.txt")), TEXT).unwrap();
        }
        for jobs in ["1", "4"] {
            let mut child = command(folder.path()).args(["extract", "--jobs", jobs, "."]).spawn().unwrap();
            let mut first = [0; 100];
            child.stdout.take().unwrap().read_exact(&mut first).unwrap();
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
        }
        for args in [&["schema"][..], &["--help"], &["dump", "document", SEED]] {
            let mut child = command(folder.path()).args(args).spawn().unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{args:?}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&["a.txt", "z.txt"]);
    // "政府" in GBK.
    let name = OsStr::from_bytes(b"\xD5\xFE\xB8\xAE.txt");
    fs::write(folder.path().join(name), TEXT).unwrap();
    let run = extract(folder.path(), &["."]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    assert_eq!(run.names(), ["./a.txt", "./z.txt", &format!("./{}", name.display())]);
    let run = xxgk(folder.path(), &[OsStr::new("extract"), name]);
    assert_eq!((run.code, run.documents().len()), (0, 1));
}

#[test]
fn a_name_breaks_no_line_and_steers_no_terminal() {
    let run = extract(Path::new("/"), &["no\nsuch\x1b[2J.txt"]);
    assert_eq!(run.error_lines().len(), 1);
    assert!(run.errors.starts_with("error: no\\nsuch\\u{1b}[2J.txt: found"), "{}", run.errors);
}

#[test]
fn an_encoding_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, _, _) = encoding_rs::BIG5.encode("政府資訊公開");
    fs::write(folder.path().join("a.txt"), bytes).unwrap();
    for label in ["big5", "Big5", "cn-big5"] {
        let run = extract(folder.path(), &["--encoding", label, "a.txt"]);
        assert_eq!(run.documents()[0]["source"]["encoding"], "Big5");
    }
    let dump = xxgk(folder.path(), &["dump", "document", "--encoding", "big5", "a.txt"]);
    assert!(dump.out.contains("1:1\tline, scope 0\t政府資訊公開\n"), "{}", dump.out);
}

#[test]
fn limits_hold_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "a".repeat(2048)).unwrap();
    for size in ["2048", "2K", "2k", "1M", "1g"] {
        assert_eq!(extract(folder.path(), &["--max-bytes", size, "a.txt"]).code, 0, "{size}");
    }
    let run = extract(folder.path(), &["--max-bytes", "2047", "a.txt"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert_eq!(run.errors, "error: a.txt: found 2048 bytes, expected at most 2047: raise the limit with --max-bytes\n");
    let run = extract_stdin(&["--max-bytes", "1K"], &[b'a'; 4096]);
    assert_eq!(run.code, 2);
    assert!(run.errors.contains("-: found 1025 bytes, expected at most 1024"), "{}", run.errors);
}

#[test]
fn wrong_arguments_are_one_line_that_says_what_was_expected() {
    let cases: [(&[&str], &str); 14] = [
        (&["extract", "--no-such"], "\"--no-such\""),
        (&["extract", "--formt", "json"], "--format"),
        (&["extrct"], "extract"),
        (&["extract", "--format", "xml", "a"], "json, ndjson"),
        (&["extract", "--form", "2020", "a"], "2014, 2019, 2021"),
        (&["extract", "--encoding", "gb-2312-80-x", "a"], "GB18030"),
        (&["extract", "--encoding", "replacement", "a"], "GB18030"),
        (&["extract", "--max-bytes", "1X", "a"], "64M"),
        (&["extract", "--max-bytes", "99999999999G", "a"], "64M"),
        (&["extract", "--max-cells", "", "a"], "64M"),
        (&["extract", "--jobs", "0", "a"], "from 1"),
        (&["extract", "--pretty", "--compact", "a"], "--compact"),
        (&["extract", "--lang", "fr", "a"], "en, zh"),
        (&["dump", "document"], "FILE"),
    ];
    for (args, word) in cases {
        let run = xxgk(Path::new("/"), args);
        assert_eq!((run.code, run.out.as_str(), run.error_lines().len()), (2, "", 1), "{args:?}: {}", run.errors);
        assert!(run.errors.starts_with("error: ") && run.errors.contains(word), "{args:?}: {}", run.errors);
        assert!(run.errors.contains("found") && run.errors.contains("expected"), "{args:?}: {}", run.errors);
        let chinese = xxgk(Path::new("/"), &[&["--lang=zh"], args].concat());
        // The last `--lang` counts.
        if args[1..] != ["--lang", "fr", "a"] {
            assert!(chinese.errors.starts_with("错误：") && chinese.errors.contains("应为"), "{}", chinese.errors);
            assert!(!chinese.errors.contains("expected"), "{}", chinese.errors);
        }
        assert_eq!(chinese.error_lines().len(), 1, "{}", chinese.errors);
    }
}

#[test]
fn messages_follow_the_locale_and_documents_do_not() {
    let message = |settings: &[(&str, &str)], args: &[&str]| {
        let mut command = command(Path::new("/"));
        command.env_remove("LC_ALL").envs(settings.iter().copied());
        let run = finish(command.args(args).args(["extract", "missing.txt", SEED]));
        assert_eq!(run.names(), [SEED]);
        (run.errors.chars().next().unwrap(), run.out)
    };
    let (english, document) = message(&[], &[]);
    assert_eq!(english, 'e');
    let chinese = ('错', document.clone());
    assert_eq!(message(&[("LANG", "zh_CN.UTF-8")], &[]), chinese);
    assert_eq!(message(&[("LC_MESSAGES", "zh_TW"), ("LANG", "en_US")], &[]), chinese);
    assert_eq!(message(&[("LC_ALL", "en_US.UTF-8"), ("LANG", "zh_CN")], &[]), ('e', document.clone()));
    assert_eq!(message(&[("LC_ALL", ""), ("LANG", "zh_CN")], &[]), chinese);
    assert_eq!(message(&[("LANG", "zh_CN")], &["--lang", "en"]), ('e', document));
    assert_eq!(message(&[], &["--lang", "zh"]), chinese);
}

#[test]
fn help_and_version_are_printed() {
    for (args, words) in [
        (&["--help"][..], &["Usage: xxgk", "extract", "schema", "dump"][..]),
        (&["extract", "--help"], &["Examples:", "--max-inflated-bytes", "Exit status:"]),
        (&["--lang", "zh", "--help"], &["用法：xxgk", "extract", "命令"]),
        (&["extract", "--lang=zh", "-h"], &["示例：", "退出码：", "选项"]),
        (&["--version"], &[concat!("xxgk ", env!("CARGO_PKG_VERSION"))]),
    ] {
        let run = xxgk(Path::new("/"), args);
        assert_eq!((run.code, run.errors.as_str()), (0, ""), "{args:?}");
        for word in words {
            assert!(run.out.contains(word), "{args:?}: {}", run.out);
        }
    }
    let run = xxgk::<&str>(Path::new("/"), &[]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.errors.contains("Usage: xxgk"));
}

#[test]
fn the_schema_is_the_file_of_the_repository() {
    let run = xxgk(Path::new("/"), &["schema"]);
    assert_eq!((run.code, run.errors.as_str()), (0, ""));
    assert_eq!(run.out, include_str!("../schema/report.schema.json"));
}

#[test]
fn stages_can_be_looked_at() {
    for stage in ["document", "outline", "tables"] {
        let run = xxgk(Path::new("/"), &["dump", stage, SEED]);
        assert_eq!((run.code, run.errors.as_str()), (0, ""), "{stage}");
    }
    let run = xxgk(Path::new("/"), &["dump", "document", SEED]);
    // The fifth line of the seed.
    assert!(run.out.contains("\n5:1\tline, scope 0\t年 度 报 告\n"), "{}", run.out);
    let run = xxgk(Path::new("/"), &["dump", "tables", "missing.txt"]);
    assert_eq!((run.code, run.error_lines().len()), (2, 1));
}
