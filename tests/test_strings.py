"""House strings, language names, lists and dates."""

import io
import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pubpipe.errors import InputError, SettingsError, UsageError
from pubpipe.localize import strings
from pubpipe.localize.strings import (
    MESSAGES,
    check_tag,
    direction,
    format_count,
    is_rtl,
    language_name,
    languages_with_strings,
    list_of,
    load_strings,
    long_date,
    template,
)

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
LANGUAGES = [
    "ar",
    "ca",
    "de",
    "el",
    "es",
    "fa",
    "fr",
    "gl",
    "he",
    "hi",
    "it",
    "ja",
    "ko",
    "pt",
    "ru",
    "sw",
    "uk",
    "ur",
    "zh",
    "zh-Hant",
]
SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "ur": "ARABIC", "he": "HEBREW", "ru": "CYRILLIC", "hi": "DEVANAGARI"}
SOURCES = ("en", "es", "fr", "ar", "zh", "hi", "ru", "de", "he", "sw", "pt-BR")


def write_catalogue(folder: Path, name: str, text: str) -> Path:
    path = folder / name / "LC_MESSAGES" / "pubpipe.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def spanish() -> str:
    return (LOCALES / "es" / "LC_MESSAGES" / "pubpipe.po").read_text(encoding="utf-8")


def test_the_template_in_the_repository_is_what_the_messages_give() -> None:
    assert (LOCALES / "pubpipe.pot").read_text(encoding="utf-8") == template()


def test_the_template_is_a_gettext_file_with_a_comment_on_every_message() -> None:
    catalogue = read_po(io.BytesIO(template().encode()), abort_invalid=True)
    messages = [message for message in catalogue if message.id]
    assert [message.id for message in messages] == [msgid for msgid, _ in MESSAGES]
    assert all(message.auto_comments for message in messages)


def test_there_are_catalogues_in_every_language_that_the_readme_names() -> None:
    assert languages_with_strings(LOCALES) == tuple(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_worded_in_every_language(lang: str) -> None:
    wordings = load_strings(lang, LOCALES, LOCALES)
    assert list(wordings) == [msgid for msgid, _ in MESSAGES]
    same = {msgid for msgid, wording in wordings.items() if msgid == wording}
    # Words that the two languages share; nothing longer than one word may be left as it was.
    assert same <= {"ID", "Original", "Note", "Notes", "Glossary", "Status", "Contact", "Affiliations"}, same
    with (LOCALES / lang.replace("-", "_") / "LC_MESSAGES" / "pubpipe.po").open("rb") as file:
        header = dict(read_po(file).mime_headers)
    assert header["Language"] == lang.replace("-", "_")
    assert header["Content-Type"] == "text/plain; charset=utf-8"
    assert "nplurals" in header["Plural-Forms"]
    assert "Last-Translator" not in (LOCALES / lang.replace("-", "_") / "LC_MESSAGES" / "pubpipe.po").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_wording_is_in_the_script_and_the_typography_of_its_language(lang: str) -> None:
    for msgid, wording in load_strings(lang, LOCALES, LOCALES).items():
        assert not re.search("[\"'`]", wording), "straight marks"
        assert unicodedata.is_normalized("NFC", wording)
        assert wording == wording.strip()
        if lang in SCRIPTS and msgid != "ID":
            letters = [unicodedata.name(c) for c in re.sub(r"\{\w+\}|OK|FIX|REJECT", "", wording) if c.isalpha()]
            assert all(SCRIPTS[lang] in name for name in letters), wording
        if lang == "fr":
            assert not re.search("[^\u202f][;!?]|[^\u00a0][:»]|«[^\u00a0]", wording), wording
        if lang in ("ar", "fa", "ur"):
            assert not re.search("[,;?]", wording), wording
        if lang in ("zh", "ja"):
            assert not re.search("[,;:?.]", wording), wording


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_ends_as_sentences_of_the_language_do(lang: str) -> None:
    stop = {"ur": "۔", "hi": "।", "zh": "。", "zh-Hant": "。", "ja": "。"}.get(lang, ".")
    for msgid, wording in load_strings(lang, LOCALES, LOCALES).items():
        assert wording.endswith(stop) == msgid.endswith("."), wording


@pytest.mark.parametrize("lang", ["fr", "it", "ca"])
@pytest.mark.parametrize("source", SOURCES)
def test_no_preposition_meets_the_name_of_a_language_that_would_elide_it(lang: str, source: str) -> None:
    for wording in load_strings(lang, LOCALES, LOCALES).values():
        sentence = wording.replace("{language}", language_name(source, lang))
        assert not re.search(rf"\b(?:de|du|del|da|dal|depuis) {re.escape(language_name(source, lang))}", sentence), sentence


@pytest.mark.parametrize("lang", ["de", "ru", "he"])
def test_where_names_are_inflected_the_name_of_the_source_stands_in_the_nominative(lang: str) -> None:
    for msgid, wording in load_strings(lang, LOCALES, LOCALES).items():
        if "{language}" in msgid and msgid != "{language} edition":
            assert re.search(r"[:(] ?\{language\}", wording), wording


def test_a_region_is_served_by_its_language_and_a_script_by_its_own() -> None:
    assert load_strings("pt-BR", LOCALES, LOCALES)["Rights"] == "Direitos"
    assert load_strings("zh-Hans", LOCALES, LOCALES)["Rights"] == "版权"
    assert load_strings("zh-TW", LOCALES, LOCALES)["Rights"] == "版權"
    with pytest.raises(SettingsError, match="ur-Latn"):
        load_strings("ur-Latn", LOCALES, LOCALES)


def test_english_needs_no_catalogue() -> None:
    assert load_strings("en-GB", Path("nowhere"), Path("nowhere"))["Rights"] == "Rights"


def test_the_catalogue_of_the_edition_folder_comes_before_the_one_of_the_program(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "es", spanish().replace('"Derechos"', '"Derechos de autor"'))
    assert load_strings("es", tmp_path, LOCALES)["Rights"] == "Derechos de autor"
    assert load_strings("fr", tmp_path, LOCALES)["Rights"] == "Droits"


def test_a_catalogue_that_was_mended_is_read_again(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, "es", spanish().replace('"Derechos"', '""'))
    with pytest.raises(SettingsError):
        load_strings("es", tmp_path, LOCALES)
    path.write_text(spanish(), encoding="utf-8")
    assert load_strings("es", tmp_path, LOCALES)["Rights"] == "Derechos"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "Derechos"', 'msgstr ""', "not translated.*Rights"),
        ('msgid "Rights"\nmsgstr "Derechos"', 'msgid "Right"\nmsgstr "Derechos"', "missing.*Rights"),
        ('msgid "Rights"', '#, fuzzy\nmsgid "Rights"', "fuzzy.*Rights"),
        ("Por {authors}", "Por {autores}", "braces.*authors"),
        ("Por {authors}", "Por", "braces.*authors"),
        ("Por {authors}", "Por {authors} y {authors}", "braces.*authors"),
        ("Por {authors}", "Por {authors!r}", "braces.*authors"),
        ('msgid "Rights"', '<<<<<<< HEAD\nmsgid "Rights"', "cannot be read"),
    ],
)
def test_a_faulty_message_is_named_and_never_replaced_by_english(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in spanish()
    path = write_catalogue(tmp_path, "es", spanish().replace(old, new))
    with pytest.raises(SettingsError, match=fault) as caught:
        load_strings("es", tmp_path, LOCALES)
    assert caught.value.where == str(path)
    assert caught.value.hint


def test_a_catalogue_in_another_encoding_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, "es", "")
    path.write_bytes(spanish().encode("latin-1", errors="replace"))
    with pytest.raises(SettingsError, match="cannot be read"):
        load_strings("es", tmp_path, LOCALES)


def test_make_messages_writes_the_template_and_lists_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue(tmp_path, "es", spanish().replace('"Derechos"', '""') + '\nmsgid "Old"\nmsgstr "Viejo"\n')
    assert strings.main([str(tmp_path)]) == 1
    assert (tmp_path / "pubpipe.pot").read_text(encoding="utf-8") == template()
    said = capsys.readouterr().out
    assert f"es: {len(MESSAGES) - 1} of {len(MESSAGES)} messages" in said
    assert "not translated: 'Rights'" in said
    assert "no longer used: 'Old'" in said


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("es", "es"),
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("zh-TW", "zh-TW"),
        ("spa", "es"),
        ("es-419", "es-419"),
    ],
)
def test_a_tag_comes_back_in_its_canonical_case(given: str, tag: str) -> None:
    assert check_tag(given) == tag


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("en_US", "write en-US"),
        ("xx", "BCP 47"),
        ("spanish", "write es"),
        ("français", "write fr"),
        ("espanol", "did you mean es (Spanish)?"),
        ("und", "BCP 47"),
        ("en-XX", "did you mean en (English)?"),
        ("", "BCP 47"),
        ("../es", "BCP 47"),
    ],
)
def test_a_wrong_tag_is_refused_with_the_nearest_right_one(given: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_tag(given)
    assert hint in caught.value.hint


def test_a_language_is_named_in_another_and_never_in_english() -> None:
    assert language_name("en", "es") == "inglés"
    assert language_name("en", "de") == "Englisch"
    assert language_name("ja", "ja") == "日本語"
    assert language_name("pt-BR", "es") == "portugués de Brasil"
    assert language_name("en-GB", "sw") == "Kiingereza (Uingereza)"


def test_the_direction_is_that_of_the_script() -> None:
    assert [lang for lang in LANGUAGES if is_rtl(lang)] == ["ar", "fa", "he", "ur"]
    assert direction("es-MX") == "ltr"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("es", "Ana Ruiz, Ben Okafor y Lu Wen"),
        ("fr", "Ana Ruiz, Ben Okafor et Lu Wen"),
        ("de", "Ana Ruiz, Ben Okafor und Lu Wen"),
        ("zh", "Ana Ruiz、Ben Okafor和Lu Wen"),
        ("ja", "Ana Ruiz、Ben Okafor、Lu Wen"),
        ("ar", "Ana Ruiz وBen Okafor وLu Wen"),
        ("ur", "Ana Ruiz، Ben Okafor، اور Lu Wen"),
        ("he", "Ana Ruiz, Ben Okafor ו־Lu Wen"),
        ("fa", "Ana Ruiz،\u200f Ben Okafor، و Lu Wen"),
        ("hi", "Ana Ruiz, Ben Okafor, और Lu Wen"),
        ("sw", "Ana Ruiz, Ben Okafor na Lu Wen"),
    ],
)
def test_names_are_listed_as_the_language_lists_them(lang: str, expected: str) -> None:
    assert list_of(["Ana Ruiz", "Ben Okafor", "Lu Wen"], lang) == expected


def test_a_spanish_list_changes_y_before_the_sound_i() -> None:
    assert list_of(["Ana", "Inés"], "es") == "Ana e Inés"
    assert list_of(["Ana", "Hilda"], "es") == "Ana e Hilda"
    assert list_of(["Ana", "Yolanda"], "es") == "Ana y Yolanda"
    assert list_of(["Ana", "Hierro"], "es") == "Ana y Hierro"


def test_a_list_of_one_or_none_is_that() -> None:
    assert list_of(["Ana y Ben"], "es") == "Ana y Ben"
    assert list_of([], "es") == ""


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("es", "23 de noviembre de 2026"),
        ("de", "23. November 2026"),
        ("ru", "23 ноября 2026\u202fг."),
        ("zh", "2026年11月23日"),
        ("ar", "23 نوفمبر 2026"),
        ("ar-EG", "٢٣ نوفمبر ٢٠٢٦"),
        ("fa", "۲۳ نوامبر ۲۰۲۶"),
        ("hi", "23 नवंबर 2026"),
    ],
)
def test_a_day_is_written_out_in_the_digits_of_the_language(lang: str, expected: str) -> None:
    assert long_date("2026-11-23", lang) == expected


def test_a_date_that_is_none_is_refused_and_an_unknown_one_stays_empty() -> None:
    assert long_date("", "es") == ""
    with pytest.raises(InputError):
        long_date("2026-02-30", "es")


def test_counts_are_grouped_as_the_language_groups_them() -> None:
    written = {lang: format_count(169400, lang) for lang in ("en", "es", "fr", "ru", "hi", "fa", "de-CH", "pt-PT")}
    assert written == {
        "en": "169,400",
        "es": "169.400",
        "fr": "169\u202f400",
        "ru": "169\u00a0400",
        "hi": "1,69,400",
        "fa": "۱۶۹٬۴۰۰",
        "de-CH": "169’400",
        "pt-PT": "169\u00a0400",
    }
    assert format_count(3150, "es") == "3150"
    assert format_count(-40146, "en") == "−40,146"
