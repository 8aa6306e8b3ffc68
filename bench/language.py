"""How fast short messages are read, and with how much memory: Waterline's full reading beside SnowNLP and VADER.

    bench/.venv/bin/python bench/language.py target/release/examples/speed

The messages are the texts of the codebook. Each tool reads in a process of its own, one core, in turns within one run;
the median of five turns counts, by the time of the processor. SnowNLP and VADER give one number of sentiment; Waterline's reading gives language, causes,
emotion, promises, refusal, advertising and jargon. Loading is not timed; memory is the most that the process took.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
TURNS = 5


def texts(prefix):
    """The first column of the codebook files of a language."""
    for path in sorted((HOME / "crates/language/codebook").glob(f"{prefix}-*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            if line.strip():
                yield line.split("\t")[0]


def snownlp():
    from snownlp import SnowNLP

    SnowNLP("\u597d").sentiments
    return lambda text: SnowNLP(text).sentiments < 0.5


def vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyzer = SentimentIntensityAnalyzer()
    return lambda text: analyzer.polarity_scores(text)["compound"] < 0


def peer(name, path):
    negative = {"snownlp": snownlp, "vader": vader}[name]()
    messages = pathlib.Path(path).read_text(encoding="utf-8").splitlines()
    start = time.process_time()
    found = sum(negative(message) for message in messages)
    seconds = time.process_time() - start
    print(json.dumps({"messages": len(messages), "negative": found, "seconds": seconds}))


def measured(command):
    """What a command printed, with the most memory it took, in MB."""
    script = "import resource,subprocess,sys;r=subprocess.run(sys.argv[1:]);" \
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss);sys.exit(r.returncode)"
    told = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=True).stdout
    answer, memory = sorted(told.split("\n")[:2], key=lambda line: not line.startswith("{"))
    return {**json.loads(answer), "memory": int(memory) / 1024}


def main(speed):
    python = str(HOME / "bench/.venv/bin/python")
    print("| messages | tool | messages/s | memory MB | said negative |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for language, name in (("zh", "snownlp"), ("en", "vader")):
            path = f"{folder}/{language}.txt"
            pathlib.Path(path).write_text("\n".join(texts(language)) + "\n", encoding="utf-8")
            tools = {"waterline": [speed, path], name: [python, __file__, name, path]}
            turns = {tool: [] for tool in tools}
            for _ in range(TURNS):
                for tool, command in tools.items():
                    turns[tool].append(measured(command))
            for tool, told in turns.items():
                middle = sorted(told, key=lambda turn: turn["seconds"])[TURNS // 2]
                print(f"| {middle['messages']} {language} | {tool} | {middle['messages'] / middle['seconds']:.0f} "
                      f"| {middle['memory']:.0f} | {middle['negative']} |")


if __name__ == "__main__":
    if sys.argv[1] in ("snownlp", "vader"):
        peer(sys.argv[1], sys.argv[2])
    else:
        main(sys.argv[1])
