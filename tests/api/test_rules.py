"""The rules commands, as typed."""

from importlib.resources import files

JINAN = files("data").joinpath("rules", "jinan-2023.toml").read_text(encoding="utf-8")


def test_the_edition_in_force_is_marked(run):
    answer = run("rules", "list")
    assert answer.status == 0
    assert [line.split()[0] for line in answer.out.splitlines() if "✓" in line] == ["jinan-2023"]


def test_an_edition_shows_its_rules_by_key(run):
    answer = run("rules", "show", "national-2023")
    assert "graduates.window_years = 2" in answer.out.splitlines()


def test_a_sound_file_is_told_sound(run, tmp_path):
    (tmp_path / "ours.toml").write_text(JINAN, encoding="utf-8")
    assert run("rules", "check", "ours.toml").out == "ours.toml: sound; edition jinan-2023\n"


def test_a_wrong_file_is_told_in_one_line_as_it_was_typed(run, tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "ours.toml").write_text(JINAN.replace("percent = 60", "percent = 600", 1), encoding="utf-8")
    answer = run("rules", "check", "rules/ours.toml")
    assert answer.status == 1
    assert answer.errors.startswith("matcher: rules/ours.toml: subsidy.percent 600 is not between 1 and 100")
    assert answer.errors.count("\n") == 1


def test_wrong_rules_stop_every_command_that_needs_them(run, monkeypatch):
    monkeypatch.setenv("MATCHER_RULES", "nowhere.toml")
    answer = run("find", "nobody")
    assert (answer.status, answer.out) == (1, "")
    assert "nowhere.toml: there are no such rules" in answer.errors
