package org.longhaul.topology.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "10 Gbit/s, 10000000000",
        "10Gbit/s, 10000000000",
        " 2.5  Gbit/s , 2500000000",
        "1.25 GB/s, 10000000000",
        "1 bit/s, 1",
        "0 bit/s, 0",
        "1e3 kbit/s, 1000000",
        "1 KiB/s, 8192",
        "1 Gibit/s, 1073741824",
        ".5 kbit/s, 500",
        "9223372036854775807 bit/s, 9223372036854775807",
        "400 Tbit/s, 400000000000000"
    })
    void readsBandwidths(String text, long bitsPerSecond) {
        assertThat(Bandwidth.parse(text)).isEqualTo(new Bandwidth(bitsPerSecond));
    }

    @Test
    void linksAndNetworkCardsAreBandwidthsByName() {
        assertThat(LinkProfiles.all()).hasSizeGreaterThan(15).allSatisfy(profile -> {
            assertThat(Bandwidth.parse(profile.id())).isEqualTo(profile.rate());
            assertThat(profile.rate().bitsPerSecond()).isPositive();
            assertThat(profile.source()).matches(".*\\b(19|20)\\d\\d\\b.*");
        });
        assertThat(Bandwidth.parse(" infiniband-ndr ")).isEqualTo(Bandwidth.ofGigabitsPerSecond(400));
        assertThatThrownBy(() -> Bandwidth.parse("infiniband-nrd"))
                .isInstanceOf(QuantityException.class)
                .hasMessageContaining("10 Gbit/s")
                .hasMessageContaining("Maybe \"infiniband-ndr\"");
    }

    @ParameterizedTest
    @CsvSource({"250 MB, 250000000", "2.5 GiB, 2684354560", "1 kB, 1000", "1 KiB, 1024", "0 B, 0", "1.5 kB, 1500"})
    void readsDataSizes(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "30 ms, 30000000",
        "1 ns, 1",
        "1.5us, 1500",
        "2 µs, 2000",
        "2 \u03bcs, 2000",
        "1 s, 1000000000",
        "2 min, 120000000000",
        "1 h, 3600000000000",
        "1 d, 86400000000000",
        "0 s, 0",
        "106751.9 d, 9223364160000000000"
    })
    void readsDurations(String text, long nanos) {
        assertThat(Durations.parse(text).toNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 s",
        "1.2e-8, 12.0 ns",
        "4.5e-5, 45.0 µs",
        "0.0305, 30.5 ms",
        "0.9999, 1.00 s",
        "119, 119 s",
        "125, 2.08 min",
        "11160, 3.10 h",
        "400000, 4.63 d",
        "1e9, 11574 d"
    })
    void roundsDurationsForPeople(double seconds, String text) {
        assertThat(Durations.rounded(seconds)).isEqualTo(text);
    }

    @Test
    void readsFlopRates() {
        assertThat(FlopRate.parse("989 TFLOP/s")).isEqualTo(new FlopRate(989e12));
        assertThat(FlopRate.parse("1.979 PFLOP/s").flopsPerSecond()).isEqualTo(1.979e15);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 Gbit/s | 10 Gbit/s",
                "1000 Mbit/s | 1 Gbit/s",
                "1.25 GB/s | 10 Gbit/s",
                "999 bit/s | 999 bit/s",
                "1234567891 bit/s | 1.234567891 Gbit/s",
                "0 bit/s | 0 bit/s"
            })
    void writesBandwidthsInTheLargestUnit(String text, String canonical) {
        assertThat(Bandwidth.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2684354560 B | 2.5 GiB",
                "1000 B | 1 kB",
                "1024 B | 1 KiB",
                "65536 B | 64 KiB",
                "64000 B | 64 kB",
                "512 B | 512 B",
                "0 B | 0 B",
                "250 MB | 250 MB"
            })
    void writesDataSizesWithTheShorterPrefix(String text, String canonical) {
        assertThat(DataSize.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.03 s | 30 ms",
                "1500 ns | 1.5 us",
                "90 s | 90 s",
                "120 s | 2 min",
                "24 h | 1 d",
                "0 ms | 0 s",
                "36 h | 36 h"
            })
    void writesDurations(String text, String canonical) {
        assertThat(Durations.format(Durations.parse(text))).isEqualTo(canonical);
    }

    @Test
    void everyPrintedValueParsesBackToItself() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            value = random.nextInt(3) == 0 ? value / 1000 * 1000 : value;
            value = random.nextInt(4) == 0 ? Math.multiplyExact(value >>> 37, 60_000_000_000L) >>> 1 : value;
            assertThat(Bandwidth.parse(new Bandwidth(value).toString())).isEqualTo(new Bandwidth(value));
            assertThat(DataSize.parse(new DataSize(value).toString())).isEqualTo(new DataSize(value));
            assertThat(Durations.parseNanos(Durations.formatNanos(value))).isEqualTo(value);
            double rate =
                    Math.max(Double.MIN_NORMAL, Math.abs(random.nextGaussian())) * Math.pow(10, random.nextInt(20));
            assertThat(FlopRate.parse(new FlopRate(rate).toString())).isEqualTo(new FlopRate(rate));
        }
    }

    @Test
    void printsTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(Bandwidth.parse("2.5 Gbit/s")).hasToString("2.5 Gbit/s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10",
                "10.5",
                "Gbit/s",
                "ten Gbit/s",
                "10 Gb",
                "10 Gbps",
                "10 GB",
                "10 gbit/s",
                "10 ms",
                "-1 bit/s",
                "0.5 bit/s",
                "1e30 bit/s",
                "1e999999999 bit/s",
                "1e-999 bit/s",
                "9223372036854775808 bit/s",
                "NaN bit/s",
                "Infinity bit/s",
                "1,5 Gbit/s",
                "10 Gbit/s/s",
                "10 Gbit/s 5",
                "0x10 bit/s",
                "1 2 bit/s"
            })
    void refusesWhatIsNoBandwidth(String text) {
        assertRefused(Bandwidth::parse, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 Mb", "5 KB", "5 mb", "5 MB/s", "0.1 B", "-1 B", "10 EB", "5 Mbit"})
    void refusesWhatIsNoDataSize(String text) {
        assertRefused(DataSize::parse, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 m", "5 M", "5 sec", "0.1 ns", "-3 ms", "300 y", "106752 d", "5 ms ms"})
    void refusesWhatIsNoDuration(String text) {
        assertRefused(Durations::parse, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 TFLOPS", "0 FLOP/s", "-1 FLOP/s", "5 Tflop/s"})
    void refusesWhatIsNoFlopRate(String text) {
        assertRefused(FlopRate::parse, text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10 Gb | \"10 Gbit/s\" or \"10 GB/s\"", "10 Gbps | \"10 Gbit/s\"", "10 GBps | \"10 GB/s\"",
                "3 gbit/s | \"3 Gbit/s\"", "10 Gibit | \"10 Gibit/s\"", "10 Kbps | \"10 kbit/s\""
            })
    void hintsAtTheBandwidthThatWasMeant(String text, String hint) {
        assertThatThrownBy(() -> Bandwidth.parse(text))
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("Maybe " + hint);
    }

    @Test
    void hintsAtOtherQuantities() {
        assertThatThrownBy(() -> DataSize.parse("5 KB")).hasMessageContaining("Maybe \"5 kB\"");
        assertThatThrownBy(() -> Durations.parse("5 seconds")).hasMessageContaining("Maybe \"5 s\"");
        assertThatThrownBy(() -> FlopRate.parse("5 TFLOPS")).hasMessageContaining("Maybe \"5 TFLOP/s\"");
    }

    @Test
    void refusesNegativeAndInfiniteValuesInConstructors() {
        assertThatThrownBy(() -> new Bandwidth(-1)).isInstanceOf(QuantityException.class);
        assertThatThrownBy(() -> new DataSize(-1)).isInstanceOf(QuantityException.class);
        assertThatThrownBy(() -> new FlopRate(Double.NaN)).isInstanceOf(QuantityException.class);
        assertThatThrownBy(() -> new FlopRate(Double.POSITIVE_INFINITY)).isInstanceOf(QuantityException.class);
        assertThatThrownBy(() -> Durations.formatNanos(-1)).isInstanceOf(QuantityException.class);
        assertThatThrownBy(() -> Bandwidth.ofGigabitsPerSecond(Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
    }

    private static void assertRefused(Function<String, ?> parse, String text) {
        assertThatThrownBy(() -> parse.apply(text))
                .isInstanceOf(QuantityException.class)
                .hasMessageContaining("\"" + text + "\"")
                .hasMessageContaining("allowed");
    }
}
