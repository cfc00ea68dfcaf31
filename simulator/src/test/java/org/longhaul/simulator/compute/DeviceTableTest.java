package org.longhaul.simulator.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DeviceTableTest {

    private final DeviceTable table = DeviceTable.shipped();

    @Test
    void everyDeviceHasARateMemoryAndADatedSource() {
        assertThat(table.all()).hasSizeGreaterThan(15);
        for (DeviceProfile device : table.all()) {
            assertThat(device.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(device.source()).containsPattern("20[12]\\d");
            assertThat(device.memory().bytes()).isGreaterThan(1_000_000_000L);
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
    void unknownDevicesAndUnstatedRatesNameWhatThereIs() {
        assertThatThrownBy(() -> table.get("h1000"))
                .hasMessageContaining("h1000")
                .hasMessageContaining("h100-sxm");
        assertThatThrownBy(() -> table.get("t4").peak(Precision.BF16))
                .hasMessageContaining("BF16")
                .hasMessageContaining("FP16, FP32");
    }
}
