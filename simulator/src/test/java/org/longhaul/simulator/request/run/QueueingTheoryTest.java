package org.longhaul.simulator.request.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.random.Distribution;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.simulator.request.service.SingleService;

/**
 * Waiting of Poisson arrivals at one host against Pollaczek and Khinchine: W = rho / (1 - rho) * (1 + c^2) / 2 * S, with c = 0 for
 * equal and c = 1 for exponential times of service S (Kleinrock, Queueing Systems, volume 1, 1975, equation 5.70).
 */
class QueueingTheoryTest {
    private static final double SERVICE_NANOS = 10_000_000;
    private static final int REQUESTS = 12_000;
    private static final int SEEDS = 8;

    /** Student's t of 7 degrees of freedom, 99 % two-sided. */
    private static final double T = 3.499;

    /** Requests that arrive while the queue is still filling are left out. */
    private static final int WARM_UP = 1_000;

    private record Measured(double mean, double standardError, double utilisation) {}

    private static Measured measure(double load, boolean isExponential) {
        double[] means = new double[SEEDS];
        double busy = 0;
        double elapsed = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            WorkModel work = isExponential
                    ? exponential(new RandomStreams(seed).key("work", 0))
                    : RequestBench.constant((long) SERVICE_NANOS);
            RequestBench bench = new RequestBench(2, seed, work);
            Service service = bench.service(new SingleService(), new SingleService.Settings("host1"));
            RequestOutcome outcome =
                    bench.run(service, bench.poisson("a", load / SERVICE_NANOS * 1e9), bench.contents(0, 0), REQUESTS);
            for (RequestResult each : outcome.stream("service").requests().subList(WARM_UP, REQUESTS)) {
                means[seed - 1] += (double) each.waitingNanos() / (REQUESTS - WARM_UP);
            }
            busy += outcome.hosts().get(0).busyNanos();
            elapsed += outcome.endNanos();
        }
        double mean = 0;
        for (double each : means) {
            mean += each / SEEDS;
        }
        double variance = 0;
        for (double each : means) {
            variance += (each - mean) * (each - mean) / (SEEDS - 1);
        }
        return new Measured(mean, Math.sqrt(variance / SEEDS), busy / elapsed);
    }

    private static WorkModel exponential(long key) {
        Distribution times = new Distribution.Exponential(SERVICE_NANOS);
        return new WorkModel() {
            @Override
            public Work of(Request request) {
                return Work.ofNanos((long) Math.rint(times.quantile(RandomStreams.uniform(key, request.number(), 0))));
            }

            @Override
            public Work mean(double read, double written) {
                return Work.ofNanos((long) SERVICE_NANOS);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.7, 0.9})
    void equalTimesOfService(double load) {
        check(measure(load, false), load, 0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.8})
    void exponentialTimesOfService(double load) {
        check(measure(load, true), load, 1);
    }

    // Within the sampling error that the seeds themselves show, which is not so wide that anything would do.
    private static void check(Measured measured, double load, double factor) {
        double expected = factor * load / (1 - load) * SERVICE_NANOS;
        assertThat(T * measured.standardError()).isLessThan(0.35 * expected);
        assertThat(measured.mean()).isCloseTo(expected, within(T * measured.standardError()));
        assertThat(measured.utilisation()).isCloseTo(load, within(0.01));
    }
}
