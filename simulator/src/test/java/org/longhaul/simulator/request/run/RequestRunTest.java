package org.longhaul.simulator.request.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.longhaul.simulator.request.run.RequestBench.MILLI;
import static org.longhaul.simulator.request.run.RequestBench.SECOND;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.model.SlowNodes;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.simulator.request.service.SingleService;
import org.longhaul.simulator.workload.run.Bench;

/** Requests whose times can be worked out by hand. */
class RequestRunTest {
    private static final WorkModel WORK = RequestBench.constant(30 * MILLI);

    private final RequestBench bench = new RequestBench(4, 1, WORK);

    private Service single() {
        return bench.service(new SingleService(), new SingleService.Settings("host1"));
    }

    @Test
    void anUnloadedRequestTakesLatencySizeOverBandwidthAndComputing() {
        RequestOutcome outcome = bench.run(single(), bench.oneAtATime(), bench.contents(125_000, 250_000), 3);
        // 10 ms and 1 ms there, 30 ms there, 10 ms and 2 ms back.
        for (RequestResult each : outcome.stream("service").requests()) {
            assertThat(each.latencyNanos()).isEqualTo(53 * MILLI);
            assertThat(each.sendingNanos()).isEqualTo(23 * MILLI);
            assertThat(each.computingNanos()).isEqualTo(30 * MILLI);
            assertThat(each.waitingNanos()).isZero();
            assertThat(each.pausingNanos()).isZero();
            assertThat(each.hops()).isEqualTo(2);
            assertThat(each.messages()).isEqualTo(2);
            assertThat(each.bytes()).isEqualTo(375_000);
        }
        assertThat(outcome.endNanos()).isEqualTo(3 * 53 * MILLI);
        assertThat(outcome.close()).isEqualTo(RequestOutcome.Close.ALL_OVER);
        assertThat(outcome.hosts()).containsExactly(new HostResult(bench.host(1), 3, 90 * MILLI, 90 * MILLI, 0, 0));
    }

    @Test
    void operationsTakeTheirTimeOnTheHost() {
        // 2 TFLOP at 1 TFLOP/s, and 5 ms on any host.
        Service service =
                asked -> asked.compute(bench.host(2), Work.ofFlops(2e12).plus(Work.ofNanos(5 * MILLI)), asked::finish);
        RequestOutcome outcome = bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1);
        assertThat(only(outcome).latencyNanos()).isEqualTo(2005 * MILLI);
        assertThat(only(outcome).workNanos()).isEqualTo(2005 * MILLI);
    }

    @Test
    void whoComesFirstIsServedFirstAndTheOthersWait() {
        List<Long> ends = new ArrayList<>();
        Service service = asked -> {
            for (int i = 1; i <= 3; i++) {
                boolean isLast = i == 3;
                asked.compute(bench.host(1), Work.ofNanos(i * MILLI), () -> {
                    ends.add(asked.nowNanos());
                    if (isLast) {
                        asked.finish();
                    }
                });
            }
            assertThat(asked.backlogNanos(bench.host(1))).isEqualTo(6 * MILLI);
        };
        RequestResult result = only(bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1));
        assertThat(ends).containsExactly(MILLI, 3 * MILLI, 6 * MILLI);
        assertThat(result.waitingNanos()).isEqualTo(3 * MILLI);
        assertThat(result.computingNanos()).isEqualTo(3 * MILLI);
        assertThat(result.workNanos()).isEqualTo(6 * MILLI);
    }

    @Test
    void whatIsGivenNextBeginsWhenASlotIsFree() {
        List<Long> starts = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        int[] left = {5};
        Service service = asked -> {
            for (int nanos : new int[] {60, 20, 30, 1, 2}) {
                told.add(asked.startsInNanos(bench.host(1)));
                asked.compute(bench.host(1), Work.ofNanos(nanos), () -> {
                    starts.add(asked.nowNanos() - nanos);
                    if (--left[0] == 0) {
                        asked.finish();
                    }
                });
            }
        };
        HostPower two =
                HostPower.of(bench.topology(), new double[bench.topology().nodeCount()], 2);
        RequestStream stream = new RequestStream("a", service, bench.oneAtATime(), bench.contents(0, 0), 1);
        new RequestRun(bench.network(Bench.ANALYTIC), two, 16, bench.with(), List.of(stream)).run();
        assertThat(told).containsExactly(0L, 0L, 20L, 50L, 51L);
        assertThat(starts).containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void twoServicesOnOneHostShareIt() {
        RequestStream first = new RequestStream("a", single(), bench.oneAtATime(), bench.contents(0, 0), 1);
        RequestStream second = new RequestStream("b", single(), bench.oneAtATime(), bench.contents(0, 0), 1);
        RequestOutcome outcome = bench.run(bench.with(), first, second);
        assertThat(outcome.stream("a").requests().get(0).latencyNanos()).isEqualTo(50 * MILLI);
        assertThat(outcome.stream("b").requests().get(0).latencyNanos()).isEqualTo(80 * MILLI);
        assertThat(outcome.stream("b").requests().get(0).waitingNanos()).isEqualTo(30 * MILLI);
        assertThat(outcome.hosts().get(0).longestQueue()).isEqualTo(1);
    }

    @Test
    void theWayOfARequestIsTheLongestOfThoseThatItWaitsFor() {
        // Three drafts at hosts that take 10, 20 and 30 ms; the answer needs all of them.
        Service service = asked -> {
            int[] left = {3};
            for (int i = 1; i <= 3; i++) {
                int host = bench.host(i);
                Work work = Work.ofNanos(10L * i * MILLI);
                asked.send(
                        asked.request().client(),
                        host,
                        0,
                        "query",
                        () -> asked.compute(
                                host,
                                work,
                                () -> asked.send(host, asked.request().client(), 0, "draft", () -> {
                                    if (--left[0] == 0) {
                                        asked.finish(Map.of("drafts", 3.0));
                                    }
                                })));
            }
        };
        RequestOutcome outcome = bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1);
        RequestResult result = only(outcome);
        assertThat(result.latencyNanos()).isEqualTo(50 * MILLI);
        assertThat(result.computingNanos()).isEqualTo(30 * MILLI);
        assertThat(result.hops()).isEqualTo(2);
        assertThat(result.messages()).isEqualTo(6);
        assertThat(result.workNanos()).isEqualTo(60 * MILLI);
        assertThat(result.figures()).containsExactly(Map.entry("drafts", 3.0));
        assertThat(outcome.stream("service").contents())
                .containsExactly(
                        Map.entry("draft", new StreamResult.Sent(3, 0, 0)),
                        Map.entry("query", new StreamResult.Sent(3, 0, 0)));
    }

    @Test
    void timersGoOffAtTheirHost() {
        Service service = asked -> asked.after(bench.host(1), 7 * MILLI, asked::finish);
        RequestResult result = only(bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1));
        assertThat(result.latencyNanos()).isEqualTo(7 * MILLI);
        assertThat(result.pausingNanos()).isEqualTo(7 * MILLI);
    }

    @Test
    void whatIsBegunForAnotherRequestCountsAsPauseUntilThen() {
        // The first request waits for the second, which comes when the first has been there for 10 ms.
        List<RequestContext> waiting = new ArrayList<>();
        Service service = asked -> {
            waiting.add(asked);
            if (waiting.size() == 2) {
                waiting.forEach(each -> each.compute(bench.host(1), Work.ofNanos(MILLI), each::finish));
            }
        };
        RequestStream early = new RequestStream("a", service, bench.oneAtATime(), bench.contents(0, 0), 1);
        Service late = asked -> asked.after(bench.host(0), 10 * MILLI, () -> service.arrived(asked));
        RequestStream other = new RequestStream("b", late, bench.oneAtATime(), bench.contents(0, 0), 1);
        RequestOutcome outcome = bench.run(bench.with(), early, other);
        RequestResult first = outcome.stream("a").requests().get(0);
        assertThat(first.pausingNanos()).isEqualTo(10 * MILLI);
        assertThat(first.computingNanos()).isEqualTo(MILLI);
        RequestResult second = outcome.stream("b").requests().get(0);
        assertThat(second.waitingNanos()).isEqualTo(MILLI);
        assertThat(second.latencyNanos()).isEqualTo(12 * MILLI);
    }

    @ParameterizedTest
    @ValueSource(strings = {Bench.ANALYTIC, Bench.FLUID, "flow"})
    void theLinksCarryWhatIsSentAndTheWayExplainsTheLatency(String model) {
        RequestStream stream =
                new RequestStream("service", single(), bench.poisson("a", 25), bench.contents(20_000, 70_000), 200);
        RequestOutcome outcome =
                new RequestRun(bench.network(model), bench.power(), 16, bench.with(), List.of(stream)).run();
        long bytes = 0;
        for (RequestResult each : outcome.stream("service").requests()) {
            bytes += each.bytes();
            assertThat(each.waitingNanos() + each.computingNanos() + each.sendingNanos() + each.pausingNanos())
                    .isEqualTo(each.latencyNanos());
        }
        // Up one link and down another.
        long carried = 0;
        for (int arc = 0; arc < bench.topology().arcCount(); arc++) {
            carried += outcome.payloadBytes().get(arc);
        }
        assertThat(bytes).isEqualTo(200 * 90_000);
        assertThat(carried).isEqualTo(2 * bytes);
    }

    @Test
    void messagesOfAPairShareItsConnections() {
        // Over one connection a message of 10 ms waits for the one before it, over two it does not.
        Service service = asked -> {
            int[] left = {2};
            for (int i = 0; i < 2; i++) {
                asked.send(bench.host(0), bench.host(1), 1_250_000, "data", () -> {
                    if (--left[0] == 0) {
                        asked.finish();
                    }
                });
            }
        };
        for (int connections = 1; connections <= 2; connections++) {
            RequestStream stream = new RequestStream("service", service, bench.oneAtATime(), bench.contents(0, 0), 1);
            RequestOutcome outcome = new RequestRun(
                            bench.network(Bench.ANALYTIC), bench.power(), connections, bench.with(), List.of(stream))
                    .run();
            assertThat(only(outcome).latencyNanos()).isEqualTo((connections == 1 ? 30 : 20) * MILLI);
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherAnother() {
        assertThat(results(7)).isEqualTo(results(7)).isNotEqualTo(results(8));
    }

    private static List<RequestResult> results(long seed) {
        RequestBench seeded = new RequestBench(4, seed, WORK);
        Service service = seeded.service(new SingleService(), new SingleService.Settings("host1"));
        return seeded.run(service, seeded.poisson("a", 25), seeded.contents(1000, 1000), 300).stream("service")
                .requests();
    }

    // ---- faults -------------------------------------------------------------------------------------------------

    @Test
    void aHostThatCrashesLosesWhatItHadToDo() {
        // Down from 20 ms to 100 ms: the query of the first request is there at 10 ms, and computed until 40 ms.
        RequestStream stream = new RequestStream("service", single(), bench.oneAtATime(), bench.contents(0, 0), 2);
        RequestOutcome outcome =
                bench.run(bench.with(bench.down(1, Duration.ofMillis(20), Duration.ofMillis(80))), stream);
        assertThat(outcome.close()).isEqualTo(RequestOutcome.Close.NOTHING_LEFT);
        assertThat(outcome.stream("service").requests()).hasSize(1);
        assertThat(only(outcome).ending()).isEqualTo(RequestResult.Ending.UNANSWERED);
        assertThat(outcome.hosts().get(0).lost()).isEqualTo(1);
        assertThat(outcome.hosts().get(0).busyNanos()).isEqualTo(10 * MILLI);
        assertThat(outcome.surroundings().occurrences()).hasSize(1);
    }

    @Test
    void aMessageIsLostWhenEitherEndGoesDownBeforeItIsThere() {
        for (int down = 0; down <= 1; down++) {
            RequestStream stream = new RequestStream("service", single(), bench.oneAtATime(), bench.contents(0, 0), 1);
            RequestOutcome outcome =
                    bench.run(bench.with(bench.down(down, Duration.ofMillis(5), Duration.ofMillis(80))), stream);
            assertThat(only(outcome).isAnswered()).isFalse();
            assertThat(outcome.stream("service").contents())
                    .containsExactly(Map.entry("query", new StreamResult.Sent(1, 0, 1)));
        }
    }

    @Test
    void aTimeOutElsewhereTellsThatNothingComes() {
        Service service = asked -> {
            Request request = asked.request();
            asked.send(
                    request.client(),
                    bench.host(1),
                    0,
                    "query",
                    () -> asked.compute(bench.host(1), Work.ofNanos(30 * MILLI), asked::finish));
            asked.after(request.client(), 60 * MILLI, () -> {
                if (!asked.isOver()) {
                    assertThat(asked.isUp(bench.host(1))).isEqualTo(asked.nowNanos() > 205 * MILLI);
                    asked.abandon("timed out");
                }
            });
        };
        RequestStream stream = new RequestStream("service", service, bench.oneAtATime(), bench.contents(0, 0), 10);
        RequestOutcome outcome =
                bench.run(bench.with(bench.down(1, Duration.ofMillis(90), Duration.ofMillis(115))), stream);
        // Answered after 40 ms and 80 ms; the third is computed when the host crashes and abandoned at 140 ms, the
        // fourth at
        // 200 ms; the fifth is sent to a host that is down and abandoned at 260 ms; the other five are answered.
        List<RequestResult> results = outcome.stream("service").requests();
        assertThat(results.stream().map(RequestResult::isAnswered))
                .containsExactly(true, true, false, false, false, true, true, true, true, true);
        assertThat(results.get(2).reason()).isEqualTo("timed out");
        assertThat(results.get(2).latencyNanos()).isEqualTo(60 * MILLI);
        assertThat(outcome.endNanos()).isEqualTo((260 + 5 * 40) * MILLI);
        assertThat(outcome.close()).isEqualTo(RequestOutcome.Close.ALL_OVER);
    }

    @Test
    void aSlowHostComputesMoreSlowlyFromThatMomentOn() {
        Fault slow = Fault.of(
                new SlowNodes(),
                new SlowNodes.Settings(3, List.of("host1"), List.of(), Duration.ZERO, null, null, null));
        RequestStream stream = new RequestStream("service", single(), bench.oneAtATime(), bench.contents(0, 0), 2);
        RequestOutcome outcome = bench.run(bench.with(slow), stream);
        assertThat(outcome.stream("service").requests().get(1).computingNanos()).isEqualTo(90 * MILLI);
        assertThat(outcome.hosts().get(0).givenNanos()).isEqualTo(60 * MILLI);
        assertThat(outcome.hosts().get(0).busyNanos()).isEqualTo(180 * MILLI);
    }

    // ---- what is refused ----------------------------------------------------------------------------------------

    @Test
    void aRequestIsOverOnce() {
        Service service = asked -> {
            asked.finish();
            asked.finish();
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1))
                .withMessageContaining("over already");
    }

    @Test
    void namesOfServicesDiffer() {
        RequestStream stream = new RequestStream("service", single(), bench.oneAtATime(), bench.contents(0, 0), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.run(bench.with(), stream, stream))
                .withMessageContaining("'service'");
    }

    private static RequestResult only(RequestOutcome outcome) {
        assertThat(outcome.stream("service").requests()).hasSize(1);
        return outcome.stream("service").requests().get(0);
    }

    @Test
    void theRunHasRoomForLongWaits() {
        // Nothing happens for three days, which is longer than a run waits for messages that do not come.
        Service service = asked -> asked.after(bench.host(0), 3 * 86_400 * SECOND, asked::finish);
        assertThat(only(bench.run(service, bench.oneAtATime(), bench.contents(0, 0), 1))
                        .isAnswered())
                .isTrue();
    }
}
