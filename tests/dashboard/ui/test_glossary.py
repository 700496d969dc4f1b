"""Every heading of the glossary has an entry that pages can show."""

import re

import pytest

from dashboard.ui.glossary import GLOSSARY, entries_in, explain

HEADINGS = re.findall(r"^### (.+)$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
TERMS = [heading.split(" (")[0] for heading in HEADINGS]


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_explained_in_one_to_three_short_sentences(term):
    sentences = re.split(r"(?<=[.])\s(?=[A-Z1-9])", re.sub(r" \([A-Z][^)]*\d{4}\)", "", explain(term)))
    assert 1 <= len(sentences) <= 3
    assert max(len(sentence.split()) for sentence in sentences) <= 32


def test_a_term_is_found_by_its_other_names_in_any_case():
    assert explain("kl") == explain("KL divergence")
    assert explain("evidence lower bound") == explain("ELBO")
    assert explain("q(z|x)") == explain("posterior")
    assert explain("P(X)") == explain("evidence") == explain("marginal likelihood")
    assert "0.01" in explain("active unit")


def test_the_entries_of_a_text_are_found_in_its_order_the_longest_name_first():
    text = "The VAE's encoders give q(z|x), near N(0, I). All of them together are the aggregate posterior. A gap in z."
    assert [entry.title.split(" (")[0] for entry in entries_in(text)] == [
        "Variational autoencoder",
        "Encoder",
        "Posterior",
        "Standard normal distribution",
        "Aggregate posterior",
    ]
    assert entries_in("priority, klaxon, rating") == []


def test_terms_are_in_alphabetical_order_and_each_is_there_once():
    assert sorted(TERMS, key=str.lower) == TERMS
    assert len(set(TERMS)) == len(TERMS) > 30


def test_an_unknown_term_is_refused_with_the_nearest_ones():
    with pytest.raises(ValueError, match=r"no entry 'postrior'; choose from posterior"):
        explain("postrior")
