#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""headers.py FOLDER: a page of Markdown in FOLDER for each public header, from its comments.

A comment belongs to the declarations that follow it up to an empty line. Bodies of functions and
of macros are left out; a line "Word:  text" of a comment becomes a point of a list."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GROUPS = [
    ("The engine: what components and graphs are made of", "engine/include/axon", "*.h"),
    ("Runs and placement", "schedulers/include/axon", "*.h"),
    ("The component library", "components/include/axon", "*.h"),
    ("The software SPE and libspe2, for the PPE's side", "spe/include", "**/*.h"),
    ("For programs that run on an SPE (native)", "spe/spu/include", "spu_*.h"),
]
SECTION = re.compile(r"/\* -{3,} (.*?) -* ?\*/$")
POINT = re.compile(r"([A-Z][a-z]+): {1,}(\S.*)")
NO_NAMES = {"__attribute__", "sizeof", "_Alignas", "_Alignof", "aligned", "format"}


# ---- reading ------------------------------------------------------------------------------------

def comment_at(lines, i):
    """The text of the comment that begins in line i, and the line behind it."""
    end = i
    while "*/" not in lines[end]:
        end += 1
    text = "\n".join(lines[i:end + 1])
    inside = text[len("/*"):text.index("*/")]
    return [re.sub(r"^ (\* ?)?", "", line).rstrip() for line in inside.split("\n")], end + 1


def declaration_at(lines, i):
    """The declaration that begins in line i, without a body, and the line behind it."""
    end = i
    if lines[i].startswith("#"):
        while lines[end].endswith("\\"):
            end += 1
        call = re.match(r"#define \w+\(.*?\)", lines[i])
        return call.group(0) if call else lines[i], end + 1
    depth = 0
    while True:
        code = re.sub(r"/\*.*?\*/", "", lines[end])
        depth += code.count("{") - code.count("}")
        if depth == 0 and re.search(r"[;}]\s*$", code):
            break
        end += 1
    text = "\n".join(lines[i:end + 1])
    body = re.search(r"\)\s*(__attribute__\(\(.*?\)\)\s*)?\n?\{", text)
    if body and not re.match(r"(typedef |static const )?(struct|enum|union) \w*\s*\{", text):
        text = text[:body.start() + 1] + ";"
    return text, end + 1


def skipped(line):
    return re.match(r'#(if|ifdef|ifndef|endif|else|elif|include|undef|error|pragma)\b'
                    r'|#\s+\w+|extern "C"|}$|static_assert|_Static_assert', line)


def read(path):
    """(comment, declarations) in order; a section is (title, None)."""
    lines = path.read_text().split("\n")
    found, comment, declarations = [], [], []

    def close():
        nonlocal comment, declarations
        if comment or declarations:
            found.append((comment, declarations))
        comment, declarations = [], []

    i = 1  # behind the licence
    while i < len(lines):
        line = lines[i]
        if SECTION.match(line):
            close()
            found.append((SECTION.match(line).group(1), None))
            i += 1
        elif line.startswith("/*"):
            close()
            comment, i = comment_at(lines, i)
        elif not line.strip():
            close()
            i += 1
        elif skipped(line) or re.match(r"#define \w+_H(__)?$", line):
            i += 1
            while lines[i - 1].endswith("\\") or (line.startswith("static_assert") and
                                                  not lines[i - 1].endswith(";")):
                i += 1
        else:
            declaration, i = declaration_at(lines, i)
            if not re.match(r"struct \w+;|#define \w+_AT\(", declaration):
                declarations.append(declaration)
    close()
    return found


# ---- writing ------------------------------------------------------------------------------------

def plain(text):
    """As Markdown that shows the same characters."""
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else re.sub(r"([*<])", r"\\\1", p) for p in parts)


def without_name(text):
    """The first words of a header without its name."""
    return re.sub(r"^[\w-]+: ", "", text)


def capital(text):
    return text[:1].upper() + text[1:]


def prose(comment):
    """The comment's paragraphs, and its points as a list."""
    out, in_point = [], False
    for line in comment:
        point = POINT.match(line)
        if point:
            if not in_point and out and out[-1]:
                out.append("")
            out.append(f"- **{point.group(1)}**: {plain(point.group(2))}")
            in_point = True
        elif in_point and line.startswith(" "):
            out.append("  " + plain(line.strip()))
        else:
            if in_point and line:
                out.append("")
            in_point = False
            out.append(plain(line.strip()))
    return out


def name_of(declaration):
    macro = re.match(r"#define (\w+)", declaration)
    if macro:
        return macro.group(1)
    tag = re.match(r"(?:typedef )?((?:struct|enum|union) \w+)\s*\{", declaration)
    if tag:
        return tag.group(1)
    if re.match(r"enum\s*\{", declaration):
        return None
    call = next((n for n in re.findall(r"(\w+)\(", declaration) if n not in NO_NAMES), None)
    return call or re.sub(r"[;\]\[\s}]+$", "", declaration).split()[-1].lstrip("*")


def title_of(declarations):
    names = list(dict.fromkeys(n for n in map(name_of, declarations) if n))
    if not names:
        return "Constants"
    shown = ", ".join(f"`{n}`" for n in names[:4])
    return shown + (", ..." if len(names) > 4 else "")


def page(path, found):
    name = path.as_posix().split("include/")[-1]
    out = [f"# `<{name}>`", ""]
    intro = found[0][0]
    out += prose([capital(without_name(intro[0]))] + intro[1:])
    for comment, declarations in found[1:]:
        if declarations is None:
            out += ["", f"## {plain(capital(comment))}"]
        elif not declarations:
            out += [""] + prose(comment)
        else:
            out += ["", f"### {title_of(declarations)}", "", "```c", *declarations, "```"]
            out += ([""] + prose(comment)) if comment else []
    return "\n".join(out) + "\n"


def main():
    to = Path(sys.argv[1])
    to.mkdir(parents=True, exist_ok=True)
    for old in to.glob("*.md"):
        old.unlink()
    index = ["# The public headers", "",
             "Made from the headers' own comments by `docs/reference/generate.sh`."]
    for title, folder, pattern in GROUPS:
        index += ["", f"## {title}", ""]
        for path in sorted((ROOT / folder).glob(pattern)):
            found = read(path)
            (to / f"{path.stem}.md").write_text(page(path, found))
            name = path.as_posix().split("include/")[-1]
            about = without_name(" ".join(found[0][0])).split(". ")[0].rstrip(".:")
            index.append(f"- [`<{name}>`]({path.stem}.md): {plain(about)}.")
    (to / "README.md").write_text("\n".join(index) + "\n")


if __name__ == "__main__":
    main()
