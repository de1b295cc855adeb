"""What Word needs of a .docx to open it without asking to repair it, checked apart from the library that wrote it."""

import io
import posixpath
import zipfile
from collections import Counter
from xml.etree import ElementTree

_CONTENT_TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The sequences of ECMA-376: Word refuses some that are out of turn.
_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
_ONCE = {f"{_W}bookmarkStart": f"{_W}id", f"{_W}comment": f"{_W}id", f"{_W}style": f"{_W}styleId",
         f"{_W}num": f"{_W}numId", f"{_W}abstractNum": f"{_W}abstractNumId"}  # fmt: skip
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


def faults(data: bytes) -> list[str]:
    """What is wrong with a .docx, each with the part where it stands; nothing where Word opens it as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    found = [f"{name}: in the package {count} times" for name, count in Counter(names).items() if count > 1]
    trees: dict[str, ElementTree.Element] = {}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            try:
                trees[name] = ElementTree.fromstring(content)
            except ElementTree.ParseError as error:
                found.append(f"{name}: no well-formed XML ({error})")
    found += _untyped(parts, trees) + _relations(parts, trees)
    for name, tree in trees.items():
        found += [f"{name}: {fault}" for fault in (*_twice(tree), *_nowhere(name, tree, trees), *_written(tree))]
    return found


def _untyped(parts: dict[str, bytes], trees: dict[str, ElementTree.Element]) -> list[str]:
    """Each part has a type, and each part that a type is told for is there."""
    tree = trees.get(_CONTENT_TYPES)
    if tree is None:
        return [f"{_CONTENT_TYPES}: missing"]
    known = {one.get("Extension", "").lower() for one in tree.iter(f"{_TYPES}Default")}
    told = {one.get("PartName", "").lstrip("/") for one in tree.iter(f"{_TYPES}Override")}
    found = [f"{_CONTENT_TYPES}: {name} is not in the package" for name in sorted(told - set(parts))]
    for name in parts:
        if name != _CONTENT_TYPES and name not in told and name.rpartition(".")[2].lower() not in known:
            found.append(f"{_CONTENT_TYPES}: no type for {name}")
    return found


def _relations(parts: dict[str, bytes], trees: dict[str, ElementTree.Element]) -> list[str]:
    """Each relation leads to a part, and each part is led to."""
    found, reached = [], {_CONTENT_TYPES}
    for name in trees:
        if not name.endswith(".rels"):
            continue
        reached.add(name)
        for one in trees[name].iter(f"{_RELS}Relationship"):
            if one.get("TargetMode") != "External":
                target = _target(name, one.get("Target", ""))
                reached.add(target)
                if target not in parts:
                    found.append(f"{name}: {one.get('Id')} leads to {target}, which is not in the package")
    return found + [f"{name}: no relation leads to it" for name in parts if name not in reached]


def _target(rels: str, target: str) -> str:
    owner = posixpath.dirname(posixpath.dirname(rels))
    return posixpath.normpath(posixpath.join("/" + owner, target)).lstrip("/")


def _twice(tree: ElementTree.Element) -> list[str]:
    """Names that must be one's own."""
    seen: Counter[tuple[str, str]] = Counter()
    for one in tree.iter():
        if one.tag in _ONCE:
            seen[one.tag, one.get(_ONCE[one.tag], "")] += 1
        elif one.tag == _PICTURE:
            seen[one.tag, one.get("id", "")] += 1
        elif one.tag == f"{_RELS}Relationship":
            seen[one.tag, one.get("Id", "")] += 1
    return [f"{_plain(tag)} {name!r} stands there {count} times" for (tag, name), count in seen.items() if count > 1]


def _nowhere(name: str, tree: ElementTree.Element, trees: dict[str, ElementTree.Element]) -> list[str]:
    """Relations, styles and lists that are used and do not exist."""
    folder, base = posixpath.split(name)
    rels = trees.get(f"{folder}/_rels/{base}.rels")
    known = {one.get("Id") for one in rels} if rels is not None else set()
    used = {value for one in tree.iter() for key, value in one.attrib.items() if key.startswith(_R)}
    found = [f"no relation {one}" for one in sorted(used - known)]
    if not name.startswith("word/"):
        return found
    for part, there, key, users in (
        ("word/styles.xml", "style", "styleId", ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")),
        ("word/numbering.xml", "num", "numId", ("numId",)),
    ):
        kept = trees.get(part)
        exist = {one.get(f"{_W}{key}") for one in kept.iter(f"{_W}{there}")} if kept is not None else set()
        if key == "numId":
            exist.add("0")  # means: no list
        asked = {(one.get(f"{_W}val"), user) for user in users for one in tree.iter(f"{_W}{user}")}
        found += [f"{user} {value!r} does not exist" for value, user in sorted(asked) if value not in exist]
    return found


def _written(tree: ElementTree.Element) -> list[str]:
    """Cells, tables and properties as WordprocessingML wants them."""
    found = []
    for cell in tree.iter(f"{_W}tc"):
        if not len(cell) or cell[-1].tag != f"{_W}p":
            found.append("a cell does not end with a paragraph")
    for table in tree.iter(f"{_W}tbl"):
        grid = table.findall(f"{_W}tblGrid/{_W}gridCol")
        for row in table.findall(f"{_W}tr"):
            spans = [cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in row.findall(f"{_W}tc")]
            width = sum(1 if span is None else int(span.get(f"{_W}val", "1")) for span in spans)
            if width != len(grid):
                found.append(f"a row of {width} columns in a table of {len(grid)}")
    for kind, words in _ORDER.items():
        places = {f"{_W}{word}": place for place, word in enumerate(words.split())}
        for one in tree.iter(f"{_W}{kind}"):
            turns = [places[child.tag] for child in one if child.tag in places]
            if turns != sorted(turns):
                found.append(f"{kind} out of order: {' '.join(_plain(child.tag) for child in one)}")
    return found


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]
