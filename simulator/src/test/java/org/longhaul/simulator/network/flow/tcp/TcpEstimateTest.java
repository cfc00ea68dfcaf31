package org.longhaul.simulator.network.flow.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.estimate.TermSeconds;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** The closed form of one connection after any history of transfers. */
final class TcpEstimateTest {

    private static final Topology PATH = Topology.builder("path")
            .node(Node.host("a"))
            .node(Node.switchOf("s"))
            .node(Node.host("b"))
            .link(Link.of("l", "a", "s", new Bandwidth(1_000_000_000L), Duration.ofMillis(5)))
            .link(Link.of("m", "s", "b", new Bandwidth(1_000_000_000L), Duration.ofMillis(5)))
            .build();

    /** The last bytes of a swing of the window once came down to the smallest number that there is, and stayed. */
    @Test
    @Timeout(30)
    void anyHistoryOfTransfersComesToItsEnd() {
        RandomGenerator random = new RandomStreams(3).stream("transfers", 0);
        TermSeconds seconds = new TermSeconds();
        for (int connection = 0; connection < 5000; connection++) {
            CongestionControl control = CongestionControl.values()[connection % 3];
            FlowSettings settings = FlowSettings.tcp(control);
            TcpEstimate estimate = new TcpEstimate(
                    settings,
                    settings.congestionControl(),
                    Double.POSITIVE_INFINITY,
                    PATH,
                    new int[] {0, 2},
                    new int[] {3, 1},
                    1 + random.nextInt(2));
            double oncoming = random.nextInt(3) / 2.0;
            double start = 0;
            for (int transfer = 0; transfer < 30; transfer++) {
                long bytes = (long) StrictMath.exp(20 * random.nextDouble());
                int sharers = 1 + random.nextInt(6);
                double transmission = bytes * 8e-9 * sharers;
                estimate.transfer(start, bytes, transmission, sharers, oncoming, seconds);
                assertThat(seconds.total()).isBetween(transmission, 1e4);
                start += seconds.total();
            }
        }
    }

    @Test
    void aPathThatFollowsALikeOneTakesWhatItWouldHaveTaken() {
        RandomGenerator random = new RandomStreams(5).stream("transfers", 0);
        TermSeconds seconds = new TermSeconds();
        for (int connection = 0; connection < 300; connection++) {
            FlowSettings settings = FlowSettings.tcp(CongestionControl.values()[connection % 3]);
            TcpEstimate one = tcp(settings, new int[] {0, 2}, new int[] {3, 1});
            TcpEstimate like = tcp(settings, new int[] {0, 2}, new int[] {3, 1});
            double start = 0;
            for (int transfer = 0; transfer < 20; transfer++) {
                assertThat(one.isLike(like)).isTrue();
                long bytes = (long) StrictMath.exp(18 * random.nextDouble());
                one.transfer(start, bytes, bytes * 8e-9, 1, 0.5, seconds);
                double total = seconds.total();
                if (random.nextBoolean()) {
                    like.follow(one);
                } else {
                    like.transfer(start, bytes, bytes * 8e-9, 1, 0.5, seconds);
                    assertThat(seconds.total()).isEqualTo(total);
                }
                start += total * (1 + random.nextInt(3));
            }
        }
    }

    @Test
    void aPathIsNotLikeOneWithOtherTransfersBehindItNorLikeALongerOne() {
        FlowSettings settings = FlowSettings.tcp(CongestionControl.CUBIC);
        TcpEstimate fresh = tcp(settings, new int[] {0, 2}, new int[] {3, 1});
        TcpEstimate used = tcp(settings, new int[] {0, 2}, new int[] {3, 1});
        used.transfer(0, 100_000, 8e-4, 1, 0, new TermSeconds());
        assertThat(fresh.isLike(used)).isFalse();
        assertThat(fresh.isLike(tcp(settings, new int[] {0}, new int[] {1}))).isFalse();
    }

    /** One whose cap was not looked at once stood for another. */
    @Test
    void aPathWhoseConnectionsAreCappedIsNotLikeOneWithoutACap() {
        FlowSettings settings = FlowSettings.tcp(CongestionControl.CUBIC);
        TcpEstimate free = tcp(settings, new int[] {0, 2}, new int[] {3, 1});
        TcpEstimate capped = new TcpEstimate(
                settings, settings.congestionControl(), 1_000_000, PATH, new int[] {0, 2}, new int[] {3, 1}, 1);
        assertThat(free.isLike(capped)).isFalse();
        assertThat(free.isLike(tcp(settings, new int[] {0, 2}, new int[] {3, 1})))
                .isTrue();
    }

    private static TcpEstimate tcp(FlowSettings settings, int[] there, int[] back) {
        return new TcpEstimate(settings, settings.congestionControl(), Double.POSITIVE_INFINITY, PATH, there, back, 1);
    }
}
