package org.longhaul.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.extension.Registry;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.random.DurationDistribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** What every kind of background traffic keeps to. */
class TrafficModelContractTest {
    private static final Registry<TrafficModel<?>> MODELS = Registry.load("traffic model", TrafficModel.class);

    private static final List<String> FROM = List.of("host0", "host1");
    private static final List<String> TO = List.of("host2");
    private static final long SECOND = 1_000_000_000;

    /** Carries every transfer in the same time, or none at all. */
    private static final class FixedTime implements TrafficHost {

        private final EventLoop loop = new EventLoop();
        private final long nanos;
        private final List<String> sent = new ArrayList<>();
        private long bytes;
        private long droppedBytes;
        private int underWay;
        private int mostUnderWay;

        FixedTime(long nanos) {
            this.nanos = nanos;
        }

        @Override
        public long nowNanos() {
            return loop.nowNanos();
        }

        @Override
        public void at(long timeNanos, Runnable action) {
            loop.schedule(timeNanos, EventPriority.CHANGE, now -> action.run());
        }

        @Override
        public void send(int sourceNode, int targetNode, long size, int connection, TransferListener done) {
            sent.add(loop.nowNanos() + " " + sourceNode + " " + targetNode + " " + connection + " " + size);
            bytes += size;
            mostUnderWay = Math.max(mostUnderWay, ++underWay);
            if (nanos > 0) {
                loop.schedule(loop.nowNanos() + nanos, EventPriority.CHANGE, now -> {
                    underWay--;
                    done.completed(now);
                });
            }
        }

        @Override
        public void dropped(long size) {
            droppedBytes += size;
        }
    }

    private static Topology topology() {
        return Topologies.star(4, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(1));
    }

    static List<BackgroundFlows> flows() {
        DurationDistribution second = DurationDistribution.exponential(Duration.ofSeconds(1));
        Map<String, Record> settings = Map.of(
                "greedy", new GreedyFlows.Settings(FROM, TO, 2, DataSize.parse("1 MB"), Duration.ofMillis(10)),
                "on-off",
                        new OnOffFlows.Settings(
                                FROM, TO, Bandwidth.parse("8 Mbit/s"), Duration.ofMillis(100), second, second),
                "poisson",
                        new PoissonTransfers.Settings(
                                FROM,
                                TO,
                                Duration.ofMillis(50),
                                SizeDistribution.logNormal(DataSize.parse("100 kB"), 1),
                                3));
        List<BackgroundFlows> flows = new ArrayList<>();
        for (TrafficModel<?> model : MODELS.all()) {
            Record given = settings.get(model.id());
            if (given == null) {
                throw new AssertionError("traffic model " + model.id() + " needs settings here");
            }
            flows.add(new BackgroundFlows(model.id(), model, given));
        }
        return flows;
    }

    private static FixedTime run(BackgroundFlows flows, long seed, long transferNanos, long untilNanos) {
        FixedTime host = new FixedTime(transferNanos);
        flows.traffic(topology(), new RandomStreams(seed)).start(host);
        host.loop.runUntil(untilNanos);
        return host;
    }

    @ParameterizedTest
    @MethodSource("flows")
    void theSameSeedSendsTheSame(BackgroundFlows flows) {
        assertThat(run(flows, 4, 20_000_000, 20 * SECOND).sent)
                .isEqualTo(run(flows, 4, 20_000_000, 20 * SECOND).sent)
                .isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("flows")
    void theModelSaysWhatItIs(BackgroundFlows flows) throws NoSuchFieldException {
        TrafficModel<?> model = flows.model();
        assertThat(model.id()).matches("[a-z]+(-[a-z]+)*");
        assertThat(model.description()).endsWith(".");
        assertThat(model.source()).isNotBlank();
        for (RecordComponent component : model.settingsType().getRecordComponents()) {
            assertThat(model.settingsType()
                            .getDeclaredField(component.getName())
                            .getAnnotation(JsonPropertyDescription.class))
                    .as(model.id() + "." + component.getName())
                    .isNotNull();
        }
    }

    @Test
    void aConstantRateIsThatRate() {
        BackgroundFlows constant = BackgroundFlows.of(
                new OnOffFlows(),
                new OnOffFlows.Settings(FROM, TO, Bandwidth.parse("8 Mbit/s"), Duration.ofMillis(100), null, null));
        FixedTime host = run(constant, 1, 20_000_000, 10 * SECOND - 1);
        assertThat(host.bytes).isEqualTo(2 * 10_000_000L);
        assertThat(host.droppedBytes).isZero();
    }

    @Test
    void aConstantRateThatIsNotCarriedIsDroppedAndCounted() {
        BackgroundFlows constant = BackgroundFlows.of(
                new OnOffFlows(),
                new OnOffFlows.Settings(FROM, TO, Bandwidth.parse("8 Mbit/s"), Duration.ofMillis(100), null, null));
        FixedTime host = run(constant, 1, 0, 10 * SECOND - 1);
        assertThat(host.mostUnderWay).isEqualTo(2 * 2);
        assertThat(host.bytes + host.droppedBytes).isEqualTo(2 * 10_000_000L);
    }

    @Test
    void arrivalsHaveTheirRateAndMeanSize() {
        BackgroundFlows poisson = BackgroundFlows.of(
                new PoissonTransfers(),
                new PoissonTransfers.Settings(
                        FROM, TO, Duration.ofMillis(50), SizeDistribution.exponential(DataSize.parse("1 MB")), 3));
        FixedTime host = run(poisson, 1, 20_000_000, 1000 * SECOND);
        assertThat((double) host.sent.size()).isCloseTo(20_000, within(600.0));
        assertThat(host.bytes / (double) host.sent.size()).isCloseTo(1e6, within(3e4));
    }

    @Test
    void greedyFlowsAlwaysHaveAChunkInWaiting() {
        FixedTime host = run(flows().get(0), 1, 20_000_000, SECOND);
        assertThat(host.underWay).isEqualTo(2 * 2 * 2);
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThatThrownBy(() -> MODELS.get("poison")).hasMessageContaining("Maybe you meant 'poisson'");
        BackgroundFlows wrong = BackgroundFlows.of(
                new GreedyFlows(),
                new GreedyFlows.Settings(List.of("hots0"), TO, 1, DataSize.parse("1 MB"), Duration.ZERO));
        assertThatThrownBy(() -> wrong.traffic(topology(), new RandomStreams(1)))
                .hasMessageContaining("from (hots0)")
                .hasMessageContaining("Maybe \"host0\"");
    }
}
