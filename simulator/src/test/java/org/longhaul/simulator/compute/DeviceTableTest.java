package org.longhaul.simulator.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

class DeviceTableTest {

    private final DeviceTable table = DeviceTable.shipped();

    @Test
    void everyDeviceHasARateMemoryAndADatedSource() {
        assertThat(table.all()).hasSizeGreaterThan(15);
        for (DeviceProfile device : table.all()) {
            assertThat(device.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(device.source()).containsPattern("20[12]\\d");
            if (device.memory() != null) {
                assertThat(device.memory().bytes()).as(device.id()).isBetween(8_000_000_000L, 400_000_000_000L);
            }
            if (device.link() != null) {
                assertThat(device.link().bitsPerSecond())
                        .as(device.id())
                        .isBetween(100_000_000_000L, 8_000_000_000_000L);
            }
            if (device.watts() != null) {
                assertThat(device.watts()).as(device.id()).isBetween(10, 1500);
            }
            assertThat(device.peak()).isNotEmpty();
        }
    }

    @Test
    void narrowFormatsAreNeverSlower() {
        for (DeviceProfile device : table.all()) {
            double before = Double.MAX_VALUE;
            for (Precision precision : new Precision[] {Precision.BF16, Precision.TF32, Precision.FP32}) {
                if (device.peak().containsKey(precision)) {
                    double rate = device.peak(precision).flopsPerSecond();
                    assertThat(rate).as("%s %s", device.id(), precision).isLessThanOrEqualTo(before);
                    before = rate;
                }
            }
        }
    }

    @Test
    void knownFigures() {
        assertThat(table.get("a100-sxm-80gb").peak(Precision.BF16).flopsPerSecond())
                .isEqualTo(312e12);
        assertThat(table.get("h100-sxm").peak(Precision.FP32).flopsPerSecond()).isEqualTo(67e12);
        assertThat(table.get("tpu-v5e").peak(Precision.BF16).flopsPerSecond()).isEqualTo(197e12);
    }

    @Test
    void memoryLinkAndPowerStandBesideTheRates() {
        DeviceProfile h100 = table.get("h100-sxm");
        assertThat(h100.memory()).isEqualTo(DataSize.parse("80 GB"));
        // NVIDIA prints 900 GB/s, both ways added up.
        assertThat(h100.link()).isEqualTo(Bandwidth.parse("450 GB/s"));
        assertThat(h100.watts()).isEqualTo(700);
        assertThat(table.get("tpu-v6e").link()).isEqualTo(Bandwidth.parse("3200 Gbit/s"));
        assertThat(table.get("a100-sxm-40gb").memory()).isEqualTo(DataSize.parse("40 GB"));
    }

    @Test
    void whatNoDocumentStatesIsAbsent() {
        assertThat(table.get("laptop-cpu").memory()).isNull();
        assertThat(table.get("tpu-v5p").watts()).isNull();
        assertThat(table.get("apple-m1").link()).isNull();
    }

    @Test
    void unknownDevicesAndUnstatedRatesNameWhatThereIs() {
        assertThatThrownBy(() -> table.get("h1000"))
                .hasMessageContaining("h1000")
                .hasMessageContaining("h100-sxm");
        assertThatThrownBy(() -> table.get("h100sxm")).hasMessageContaining("Maybe \"h100-sxm\".");
        assertThatThrownBy(() -> table.get("t4").peak(Precision.BF16))
                .hasMessageContaining("BF16")
                .hasMessageContaining("FP16, FP32");
    }
}
