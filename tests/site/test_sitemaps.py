from conference.schedule.release.programme import programme_of
from conference.site.sitemaps import index_of, robots_txt, sitemap_of
from tests.schedule.contents import content, slot, speaker, talk

HEAD = "<?xml version='1.0' encoding='utf-8'?>\n"
SITE = "http://127.0.0.1:8000/lakeside"


def test_the_index_names_the_site_map_of_each_conference():
    assert index_of(["lakeside", "later"]).decode() == (
        f'{HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{SITE}/sitemap.xml</loc></sitemap>"
        "<sitemap><loc>http://127.0.0.1:8000/later/sitemap.xml</loc></sitemap></sitemapindex>"
    )


def test_a_site_map_names_every_page_of_the_release():
    programme = programme_of(
        content(
            [slot("2026-08-14 10:00-11:00", "hall", presentation=7)],
            rooms=["hall"],
            talks=[talk(7, "Listening", [3])],
            speakers=[speaker(3, "Ada")],
        )
    )
    pages = [
        "",
        "schedule/",
        "schedule/presentation/",
        "schedule/speaker/",
        "schedule/2026-08-14/",
        "schedule/section/talks/",
        "schedule/room/hall/",
        "schedule/presentation/7/",
        "schedule/speaker/3/",
    ]
    assert sitemap_of("lakeside", programme).decode() == (
        f'{HEAD}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        + "".join(f"<url><loc>{SITE}/{page}</loc></url>" for page in pages)
        + "</urlset>"
    )


def test_before_a_release_there_is_the_home_alone():
    assert sitemap_of("lakeside", None).count(b"<loc>") == 1


def test_search_engines_are_kept_from_what_needs_a_log_in():
    assert robots_txt() == (
        "User-agent: *\n"
        "Disallow: /accounts/\n"
        "Disallow: /admin/\n"
        "Disallow: /*/organise/\n"
        "Disallow: /*/schedule/draft/\n"
        "\n"
        "Sitemap: http://127.0.0.1:8000/sitemap.xml\n"
    )
