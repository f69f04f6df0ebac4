"""Pixels go through, and nothing else; whatever is sent, the answer is a picture or one sentence."""

import io

import pytest
from PIL import Image

from forum.core import picture_job as job
from forum.core import pictures
from tests.core import images


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def check_bare(data: bytes) -> Image.Image:
    """One still WebP, its size right to the byte, with no chunk but the pixels."""
    assert data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8 "
    assert int.from_bytes(data[4:8], "little") + 8 == len(data)
    assert int.from_bytes(data[16:20], "little") + 20 in (len(data), len(data) - 1)
    assert images.CANARY.encode() not in data
    image = opened(data)
    assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
    assert not image.getexif()
    return image


@pytest.mark.parametrize(
    "sent",
    [
        images.talkative_jpeg(),
        images.talkative_png(),
        images.talkative_webp(),
        images.polyglot(),
    ],
    ids=["jpeg", "png", "webp", "polyglotte"],
)
def test_nothing_but_pixels_goes_through(sent: bytes) -> None:
    assert images.CANARY.encode() in sent
    image = check_bare(pictures.clean(sent))
    assert image.size == (60, 40)
    left, right = image.convert("RGB").getpixel((5, 20)), image.convert("RGB").getpixel((55, 20))
    assert left[0] > 150 > left[2] and right[2] > 150 > right[0]  # type: ignore[index]


def test_a_photograph_is_turned_before_it_forgets_how_it_was_held() -> None:
    image = check_bare(pictures.clean(images.talkative_jpeg(orientation=6)))
    assert image.size == (40, 60)
    assert image.convert("RGB").getpixel((20, 5))[0] > 150, "the left is now the top"  # type: ignore[index]


def test_what_was_wiped_by_transparency_is_gone() -> None:
    sent = images.hidden_under()
    assert opened(sent).getpixel((5, 5)) == (255, 0, 255, 0)
    image = check_bare(pictures.clean(sent))
    assert all(value > 240 for value in image.convert("RGB").getpixel((5, 5)))  # type: ignore[union-attr]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "RGBA"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    check_bare(pictures.clean(images.encoded(images.scene().convert(mode), kind)))


def _steps(mode: str) -> Image.Image:
    """Black, grey and white, side by side, as this mode writes them."""
    grey = Image.new("L", (48, 16))
    for n, value in enumerate((0, 128, 255)):
        grey.paste(value, (16 * n, 0, 16 * n + 16, 16))
    if mode.startswith("I"):
        return grey.convert("I").point(lambda value: value * 257).convert(mode)
    if mode == "LA":
        return Image.merge("LA", (grey, Image.new("L", grey.size, 255)))
    return grey.convert("RGB").convert("CMYK") if mode == "CMYK" else grey.convert(mode)


def _seen(image: Image.Image) -> list[int]:
    """How light each step is; whatever its colours, they were grey."""
    return [image.convert("L").getpixel((16 * n + 8, 8)) for n in range(3)]  # type: ignore[misc]


MODES = [("1", "PNG"), ("L", "PNG"), ("L", "JPEG"), ("LA", "PNG"), ("P", "PNG"), ("RGB", "WEBP"), ("RGBA", "PNG"),
         ("CMYK", "JPEG"), ("I;16", "PNG")]  # fmt: skip


@pytest.mark.parametrize(("mode", "kind"), MODES)
def test_black_grey_and_white_stay_so_however_they_are_written(mode: str, kind: str) -> None:
    dark, middle, light = _seen(opened(pictures.clean(images.encoded(_steps(mode), kind))))
    assert dark <= 8 and light >= 247
    assert mode == "1" or abs(middle - 128) <= 8


@pytest.mark.parametrize("mode", ["I", "F"])
def test_greys_that_no_file_of_today_gives_would_be_read_too(mode: str) -> None:
    assert _seen(job._flat(_steps(mode))) == [0, 128, 255]


TRANSPARENT = [("L", 128), ("P", 128), ("RGB", (128, 128, 128)), ("I;16", 128 * 257)]


@pytest.mark.parametrize(("mode", "key"), TRANSPARENT)
def test_a_colour_that_means_transparent_is_white(mode: str, key: object) -> None:
    sent = images.encoded(_steps(mode), "PNG", transparency=key)
    dark, middle, light = _seen(opened(pictures.clean(sent)))
    assert dark <= 8 and min(middle, light) >= 247


def test_a_large_photograph_is_made_small() -> None:
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    data = job.made(images.encoded(noise, "JPEG", quality=90))
    assert len(data) <= job.KEPT
    assert max(opened(data).size) <= 1600


BOMBS = [
    (images.png_claiming(50_000, 50_000), "trop grande"),
    (images.png_claiming(30_000, 10), "trop grande"),
    (images.png_claiming(2_000, 2_000), "abîmée"),
    (images.text_bomb(), "abîmée"),
    (images.animated("PNG"), "bouge"),
    (images.animated("WEBP"), "bouge"),
    (images.animated("GIF"), "n’est pas une image"),
    (images.talkative_jpeg()[:-300], "abîmée"),
    (images.talkative_png()[:-40], "abîmée"),
    (images.talkative_webp()[:60], "abîmée"),
    (images.encoded(images.scene(), "BMP"), "n’est pas une image"),
    (images.encoded(images.scene(), "TIFF"), "n’est pas une image"),
    (images.encoded(images.scene(4, 4), "PNG"), "n’est pas une image"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "n’est pas une image"),
    (b"\xff\xd8\xff" + b"\x00" * 50, "abîmée"),
    (b"RIFF\xff\xff\xff\x7fWEBPVP8X" + b"\xff" * 40, "abîmée"),
    (b"%PDF-1.7 /Author (Camille)", "Un PDF ne se joint pas"),
    (b"", "n’est pas une image"),
]


@pytest.mark.parametrize(("sent", "said"), BOMBS, ids=range(len(BOMBS)))
def test_what_is_no_good_picture_is_refused_in_one_sentence(sent: bytes, said: str) -> None:
    with pytest.raises(pictures.BadPicture, match=said):
        pictures.clean(sent)
