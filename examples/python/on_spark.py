# %% [markdown]
# Dues in Spark, by `mapInArrow`: each batch of rows comes as Arrow, and goes back as Arrow. The pack travels with the function. Run by hand, with
# pyspark, pyarrow and a Java runtime; docs/python.md has what it showed.
#
#     python3 examples/python/on_spark.py [ROWS]

# %%
import os
import sys
import time

import pyarrow
import thoihan
from pyspark.sql import SparkSession, functions

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000

# %% Two workers of this machine, with the Python that runs this. The session's zone says how Spark shows times, and nothing of what they are.
os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
spark = (SparkSession.builder.master("local[2]").appName("dues").config("spark.sql.session.timeZone", "Asia/Ho_Chi_Minh")
         .config("spark.ui.enabled", "false").config("spark.sql.execution.arrow.maxRecordsPerBatch", 100_000).getOrCreate())
pack = thoihan.Pack.open("tien-giang")


def with_dues(batches):
    for batch in batches:
        dues = pack.due("forward", batch.column("received"), errors="coerce")
        yield pyarrow.RecordBatch.from_arrays([batch.column("id"), batch.column("received"), dues.late_from, dues.due_date, dues.provisional],
                                              names=["id", "received", "late_from", "due_date", "provisional"])


# %%
reports = spark.range(ROWS, numPartitions=4).select("id", functions.timestamp_seconds(1_704_067_200 + functions.col("id") * 30 % 31_500_000).alias("received"))
dues = reports.mapInArrow(with_dues, "id long, received timestamp, late_from timestamp, due_date date, provisional boolean")
dues.limit(1).collect()
begin = time.perf_counter()
late = dues.groupBy("due_date").count().count()
took = time.perf_counter() - begin
print(f"{ROWS} dues on {late} dates in {took:.1f} s")

# %% A few of them, beside the same by a scalar. What Spark collects is in the machine's zone, without saying so.
sample = dues.where(functions.col("id") % (ROWS // 20) == 0).collect()
here = [pack.due("forward", row.received.astimezone()).late_from for row in sample]
print(f"{len(sample)} rows are the same as here: {[row.late_from.astimezone() for row in sample] == here}")
spark.stop()
