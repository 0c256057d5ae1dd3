"""Control: reads the ciphertext a wire gave out."""

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from orderhub_sandbox.jd.cipher import decrypt

router = APIRouter(prefix="/_control/jd/decrypt")


class CipherTexts(BaseModel):
    """Texts exactly as the wire showed them."""

    texts: list[str]


@router.post("")
def read_texts(wish: CipherTexts) -> dict[str, list[str]]:
    try:
        return {"texts": [decrypt(text) for text in wish.texts]}
    except ValueError as error:
        raise HTTPException(422, "not a ciphertext of this sandbox") from error
