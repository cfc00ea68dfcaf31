package org.longhaul.simulator.request.arrival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.extension.Registry;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.ArrivalModel;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** What every way to arrive keeps to, and what each of them does. */
class ArrivalModelContractTest {
    private static final Registry<ArrivalModel<?>> MODELS = Registry.load("arrival model", ArrivalModel.class);
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    static List<String> ids() {
        return MODELS.ids();
    }

    private static ArrivalContext context(long seed, double capacity) {
        return new ArrivalContext(
                "",
                Topologies.star(2, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(1)),
                capacity,
                new RandomStreams(seed));
    }

    private Arrivals arrivals(String id, long seed) throws IOException {
        return switch (id) {
            case "poisson" ->
                new PoissonArrivals().create(new PoissonArrivals.Settings(20.0, null), context(seed, Double.NaN));
            case "regular" ->
                new RegularArrivals().create(new RegularArrivals.Settings(20.0, null), context(seed, Double.NaN));
            case "one-at-a-time" ->
                new OneAtATime().create(new OneAtATime.Settings(Duration.ofMillis(50)), context(seed, Double.NaN));
            case "trace" -> {
                StringBuilder rows = new StringBuilder("seconds\n");
                for (int i = 0; i < 3000; i++) {
                    rows.append(i * 0.05).append('\n');
                }
                yield trace(rows.toString(), 1);
            }
            default -> throw new AssertionError("no settings for '" + id + "' in this test");
        };
    }

    private Arrivals trace(String text, double speed) throws IOException {
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, text);
        return new TraceArrivals().create(new TraceArrivals.Settings(file, speed), context(1, Double.NaN));
    }

    private static List<Long> times(Arrivals arrivals, int count) {
        List<Long> times = new ArrayList<>();
        long since = 0;
        for (int i = 0; i < count; i++) {
            Arrivals.Arrival next = arrivals.next(since);
            if (next == null) {
                break;
            }
            times.add(next.nanos());
            since = next.nanos();
        }
        return times;
    }

    @ParameterizedTest
    @MethodSource("ids")
    void timesAscendAndFollowFromTheSeed(String id) throws IOException {
        List<Long> times = times(arrivals(id, 3), 2000);
        assertThat(times).hasSize(2000).isSorted().isEqualTo(times(arrivals(id, 3), 2000));
        assertThat(times.get(0)).isNotNegative();
    }

    @ParameterizedTest
    @MethodSource("ids")
    void theRateIsTheOneThatIsTold(String id) throws IOException {
        Arrivals arrivals = arrivals(id, 3);
        List<Long> times = times(arrivals, 2000);
        double measured = 2000.0 * SECOND / times.get(1999);
        if (arrivals.waitForAnswers()) {
            assertThat(arrivals.ratePerSecond()).isNaN();
        } else {
            // A Poisson process of 2000 arrivals: 2.2 % standard deviation.
            assertThat(measured / arrivals.ratePerSecond()).isCloseTo(1, within(0.07));
        }
    }

    @Test
    void poissonArrivalsAreMemoryless() {
        // The coefficient of variation of exponential times is 1; its estimate over 20000 is off by less than a
        // hundredth.
        Arrivals arrivals =
                new PoissonArrivals().create(new PoissonArrivals.Settings(20.0, null), context(5, Double.NaN));
        List<Long> times = times(arrivals, 20_000);
        double sum = 0;
        double squares = 0;
        long before = 0;
        for (long time : times) {
            double gap = (time - before) / 1e9;
            sum += gap;
            squares += gap * gap;
            before = time;
        }
        double mean = sum / times.size();
        double variance = squares / times.size() - mean * mean;
        assertThat(mean).isCloseTo(0.05, within(0.0015));
        assertThat(Math.sqrt(variance) / mean).isCloseTo(1, within(0.03));
    }

    @Test
    void aLoadIsAShareOfTheCapacity() {
        Arrivals poisson = new PoissonArrivals().create(new PoissonArrivals.Settings(null, 0.7), context(1, 20));
        Arrivals regular = new RegularArrivals().create(new RegularArrivals.Settings(null, 0.7), context(1, 20));
        assertThat(poisson.ratePerSecond()).isEqualTo(14);
        assertThat(regular.ratePerSecond()).isCloseTo(14, within(1e-6));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new PoissonArrivals().create(new PoissonArrivals.Settings(null, 0.7), context(1, Double.NaN)))
                .withMessageContaining("load cannot be turned into a rate");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, 1.2, -0.1})
    void aLoadThatNeverSettlesIsRefused(double load) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PoissonArrivals.Settings(null, load))
                .withMessageContaining("above 0 and below 1");
    }

    @Test
    void aTraceHasItsTimesTokensAndClients() throws IOException {
        Arrivals arrivals = trace("outputTokens,seconds,client,promptTokens\n5,0.5,host1,100\n\n7,2,,300\n", 2);
        assertThat(arrivals.next(0)).isEqualTo(new Arrivals.Arrival(SECOND / 4, "host1", 100L, 5L));
        assertThat(arrivals.next(0)).isEqualTo(new Arrivals.Arrival(SECOND, null, 300L, 7L));
        assertThat(arrivals.next(0)).isNull();
        assertThat(arrivals.meanPromptTokens()).isEqualTo(200);
        assertThat(arrivals.meanOutputTokens()).isEqualTo(6);
        // One more in three quarters of a second.
        assertThat(arrivals.ratePerSecond()).isCloseTo(4.0 / 3, within(1e-12));
    }

    @Test
    void aTraceThatBeginsLateIsAsFastAsOneThatDoesNot() throws IOException {
        assertThat(trace("seconds\n3600\n3601\n3602\n", 1).ratePerSecond()).isEqualTo(1);
        assertThat(trace("seconds\n5\n", 1).ratePerSecond()).isNaN();
    }

    @Test
    void aTraceOfASpreadsheetIsRead() throws IOException {
        assertThat(times(trace("\uFEFFseconds\r\n1\r\n2\r\n", 1), 3)).containsExactly(SECOND, 2 * SECOND);
    }

    @Test
    void timesThatTheClockCannotTellAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trace("seconds\n0\n1\n", 1e-30))
                .withMessageContaining("line 3) column seconds '1' is later than 292 years at this speed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RegularArrivals.Settings(1e-300, null))
                .withMessageContaining("must lie in [0.000000001, 1000000000]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "second\n1\n|line 1) has the column 'second'",
                "client\nhost0\n|no column 'seconds'",
                "seconds\n|no row below its heading",
                "|is empty",
                "seconds\n1\nx\n|line 3) column seconds 'x' is no time",
                "seconds\n2\n1\n|line 3) column seconds '1' is earlier",
                "seconds,client\n1,host7\n|line 2) column client 'host7' names no node",
                "seconds,client\n1,switch\n|line 2) column client 'switch' is a switch",
                "seconds,promptTokens\n1,9000000000000000000\n|line 2) column promptTokens '9000000000000000000' is no number",
                "seconds,promptTokens\n1,2.5\n|line 2) column promptTokens '2.5' is no number of tokens",
                "seconds,promptTokens\n1\n|line 2) column promptTokens '' is missing"
            })
    void aWrongFileIsRefusedWithItsLine(String textAndMessage) {
        String[] parts = textAndMessage.split("\\|", -1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trace(parts[0], 1))
                .withMessageContaining(parts[1])
                .withMessageContaining("trace.csv");
    }
}
