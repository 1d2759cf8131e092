"""What is said when a piece of evidence is not kept: what is wrong, and what to do. Nothing else is lost."""

from assessment.instrument.problems import Words, both
from assessment.service.refusals import Refused

KINDS = both(
    "可以放：图片（PNG、JPEG、WebP）、PDF、XLSX、CSV。", "What can be added: PNG, JPEG, WebP, PDF, XLSX, CSV."
)

EMPTY = both(
    "“{name}”是空文件，没有保存。请重新选一份。", "'{name}' is empty and was not kept. Choose it again."
)
TOO_LARGE = both(
    "“{name}”有 {size} MB，超过单个文件 {most} MB 的上限，没有保存。"
    "请只截取要用的那几页，或把图片压缩后再放。",
    "'{name}' has {size} MB; a file may have {most} MB. It was not kept."
    " Take only the pages that matter, or make the picture smaller.",
)
UNKNOWN = both(
    "“{name}”的内容不是可以放的类型（看的是内容，不是文件名），没有保存。" + KINDS["zh"],
    "The content of '{name}' is of no kind that is kept (the content counts, not the name)."
    " It was not kept. " + KINDS["en"],
)
BROKEN_PICTURE = both(
    "图片“{name}”不完整，打不开，没有保存。请重新截图或重新下载。",
    "The picture '{name}' is not whole and cannot be opened. It was not kept. Take it again.",
)
HUGE_PICTURE = both(
    "图片“{name}”有 {width} × {height} 像素，太大了，没有保存。请缩小后再放。",
    "The picture '{name}' has {width} × {height} pixels, which is too large. It was not kept."
    " Make it smaller.",
)
BROKEN_WORKBOOK = both(
    "表格“{name}”不完整，打不开，没有保存。请重新导出。",
    "The workbook '{name}' is not whole and cannot be opened. It was not kept. Export it again.",
)
ARCHIVE = both(
    "“{name}”是压缩包，不是 XLSX 表格，没有保存。请解开后一个一个放。" + KINDS["zh"],
    "'{name}' is an archive and not an XLSX workbook. It was not kept."
    " Unpack it and add the files one by one. " + KINDS["en"],
)
MACROS = both(
    "表格“{name}”带宏，没有保存。请另存为不带宏的 XLSX。",
    "The workbook '{name}' holds macros. It was not kept. Save it as XLSX without macros.",
)
BOMB = both(
    "表格“{name}”解开后会异常地大，没有保存。请只导出要用的那张表，再放一次。",
    "The workbook '{name}' would become far too large when opened. It was not kept."
    " Export only the sheet that matters, and add that.",
)
LINK = both(
    "链接要以 http:// 或 https:// 开头，中间没有空格。请从浏览器地址栏复制整条网址。",
    "A link begins with http:// or https:// and has no blanks. Copy the whole address from the browser.",
)
NO_ROOM = both(
    "这份评估的证据文件已有 {used} MB，放不下了（上限 {most} MB）。"
    "请把不用的文件移除并彻底删除，或改放链接。",
    "The evidence files of this assessment take {used} MB already, and there is no room for this one"
    " (at most {most} MB). Remove and delete what is not needed, or add a link.",
)
TOO_MANY = both(
    "一道题最多放 {most} 条证据。请先移除不用的。",
    "An answer has room for {most} pieces of evidence. Remove some first.",
)
STILL_SHOWN = both(
    "“{name}”还是某道题的证据。请先从那道题移除，再彻底删除。",
    "'{name}' is still evidence of an answer. Remove it there first, then delete it for good.",
)


def not_kept(words: Words, **values: object) -> Refused:
    """Return the refusal that says so."""
    return Refused(words["zh"].format(**values), words["en"].format(**values))
