"""Reads the campaign.h5 that campaign_file_test.cpp writes, with h5py."""
import json
import math
import sys

import h5py

with h5py.File(sys.argv[1], "r") as file:
    assert file.attrs["format"] == "vitriflow-campaign" and file.attrs["format_version"] == 1
    assert sorted(file["tasks"]) == ["crystal", "glass", "ramp"]
    assert sorted(file["tasks/glass"]) == ["glass[hold=10ps]", "glass[hold=20ps]"]
    assert file["tasks/ramp/ramp[rate=5K|ps]/number"][()] == 7
    assert file["tasks/crystal/crystal/number"].attrs["unit"] == "1"
    small, large = file["tasks/glass/glass[hold=10ps]"], file["tasks/glass/glass[hold=20ps]"]
    assert small.attrs["fingerprint"] == "aaaa" and large.attrs["fingerprint"] == "bbbb"
    for task in (small, large):
        assert task["density"][()] == 1.327
        assert dict(task["density"].attrs) == {"unit": "g/cm3", "standard_error": 0.012, "effective_samples": 41.5,
                                               "note": "block averaging, 12 blocks"}
        assert math.isnan(task["angle"].attrs["standard_error"])
        assert task["box"].shape == (2, 3) and task["box"][1, 2] == 6
        assert list(task["elements"].asstr()) == ["Zn", "", "Å"]
        assert task["step"][2] == 2**63 - 1
        assert task["nothing"].shape == (0,)
        assert json.loads(task.attrs["report"])["notices"] == ["20 K/ps is above 5 K/ps"]
    assert isinstance(large.get("thermo", getlink=True), h5py.ExternalLink)
    assert large["thermo/temperature"].shape == (20000,)
    index = file["index"]
    assert list(index["task"].asstr()) == ["glass[hold=10ps]", "glass[hold=20ps]", "crystal", "ramp[rate=5K/ps]"]
    assert list(index["fingerprint"].asstr()) == ["aaaa", "bbbb", "cccc", "cccc"]
    assert index["finished"][0] == 1795248060.5 and index["attempt"][1] == 2
