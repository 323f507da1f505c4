"""The encoders that the promise is tried on, and the texts that it is tried with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models import Encoder, load_encoder

TEXTS = [
    "会计助理",
    "负责日常账务处理，编制记账凭证和财务报表，协助完成纳税申报。",
    "数控操作工，两班倒，包吃住",
    "Java开发工程师 8000-12000元/月，熟悉Spring Boot、MySQL",
    "幼儿园老师，要求有教师资格证，普通话二级甲等以上，热爱孩子，有耐心。",
    "平面设计",
    "在社区卫生服务中心做护士，负责预防接种和慢病随访，工作时间早八点到晚五点，周末轮休。",
    "短视频剪辑；会用剪映、PR；能独立完成选题、拍摄、后期；有作品者优先",
    "１２３ＡＢＣ　全角与半角 abc 123",
    "电气自动化技术员：调试PLC程序，处理设备故障，填写点检表，" * 5,
    "想找一份离家近、双休的文职工作，不接受销售和夜班",
    "药物合成研究员，硕士，有机化学或药物化学专业，能独立查阅英文文献，" * 10,
    "保洁",
    "外贸业务员，英语六级，跟踪订单，制作报关单证",
]


def make_tiny_model(folder: Path) -> Path:
    """Save a sentence-transformers model of random weights that reads characters, with prompts of its own."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = ["[PAD]", "[UNK]", *sorted(set("".join(TEXTS)) | set("问文："))]
    tokenizer = Tokenizer(models.WordLevel({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    torch.manual_seed(1)
    config = BertConfig(vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=2)
    BertModel(config).save_pretrained(folder / "parts")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", model_max_length=512
    ).save_pretrained(folder / "parts")
    transformer = Transformer(str(folder / "parts"), max_seq_length=128)
    prompts = {"query": "问：", "passage": "文："}
    model = SentenceTransformer(modules=[transformer, Pooling(32, "mean")], prompts=prompts, device="cpu")
    model.save(str(folder / "tiny"), create_model_card=False)
    return folder / "tiny"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def int8_encoder(models_folder: Path) -> Encoder:
    from models.bundled import load_int8

    return load_int8(folder=models_folder)


@pytest.fixture(scope="session")
def fp32_encoder(models_folder: Path) -> Encoder:
    from models.bundled import load_fp32

    return load_fp32(folder=models_folder)


@pytest.fixture(scope="session")
def tiny_encoder(tiny_model: Path, models_folder: Path) -> Encoder:
    return load_encoder(str(tiny_model), folder=models_folder)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("int8_encoder", id="bundled in eight bits"),
        pytest.param("fp32_encoder", id="bundled in float32"),
        pytest.param("tiny_encoder", id="a sentence-transformers folder"),
    ],
)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    found: Encoder = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def together(encoder: Encoder) -> NDArray[np.float32]:
    """The vectors of TEXTS as posts, encoded in one call."""
    return encoder.encode_posts(TEXTS)


@pytest.fixture(scope="session")
def alone(encoder: Encoder) -> NDArray[np.float32]:
    """The vectors of TEXTS as posts, encoded one by one."""
    return np.concatenate([encoder.encode_posts([text]) for text in TEXTS])
