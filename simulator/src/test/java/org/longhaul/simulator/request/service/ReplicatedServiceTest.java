package org.longhaul.simulator.request.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.run.RequestBench;

/** Whom a service of several hosts asks. */
class ReplicatedServiceTest {
    private static final Request REQUEST = new Request(0, 0, 0, 100, 200, 0, 0);

    private final RequestBench bench = new RequestBench(4, 1, RequestBench.constant(1000));

    /** Carries nothing out: notes what is asked. */
    private static final class Noted implements RequestContext {
        private final List<Integer> up = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        private final long[] backlog = new long[5];
        private final List<Integer> sentTo = new ArrayList<>();
        private @Nullable Runnable timer;
        private @Nullable String abandoned;

        @Override
        public Request request() {
            return REQUEST;
        }

        @Override
        public long nowNanos() {
            return 0;
        }

        @Override
        public void compute(int host, Work work, Runnable then) {}

        @Override
        public void send(int from, int to, long bytes, String content, Runnable then) {
            sentTo.add(to);
        }

        @Override
        public void after(int host, long nanos, Runnable then) {
            timer = then;
        }

        @Override
        public void finish(Map<String, Double> figures) {}

        @Override
        public void abandon(String reason) {
            abandoned = reason;
        }

        @Override
        public boolean isOver() {
            return abandoned != null;
        }

        @Override
        public boolean isUp(int host) {
            return up.contains(host);
        }

        @Override
        public long backlogNanos(int host) {
            return backlog[host];
        }

        @Override
        public long startsInNanos(int host) {
            return backlog[host];
        }
    }

    private Service service(ReplicatedService.Choice choice, @Nullable Duration timeout) {
        return bench.service(
                new ReplicatedService(),
                new ReplicatedService.Settings(List.of("host1", "host2", "host3"), choice, timeout));
    }

    private int node(String host) {
        return bench.context("test").host("host", host);
    }

    @Test
    void eachInItsTurnButThoseThatAreDown() {
        Service service = service(ReplicatedService.Choice.ROUND_ROBIN, null);
        Noted noted = new Noted();
        for (int i = 0; i < 4; i++) {
            service.arrived(noted);
        }
        noted.up.remove(Integer.valueOf(node("host2")));
        service.arrived(noted);
        service.arrived(noted);
        assertThat(noted.sentTo)
                .containsExactly(
                        node("host1"), node("host2"), node("host3"), node("host1"), node("host3"), node("host1"));
    }

    @Test
    void theOneWithTheLeastToDo() {
        Service service = service(ReplicatedService.Choice.LEAST_LOADED, null);
        Noted noted = new Noted();
        noted.backlog[node("host1")] = 500;
        noted.backlog[node("host2")] = 200;
        noted.backlog[node("host3")] = 300;
        service.arrived(noted);
        assertThat(noted.sentTo).containsExactly(node("host2"));
    }

    @Test
    void theNearestThatIsUp() {
        Service service = service(ReplicatedService.Choice.NEAREST, null);
        Noted noted = new Noted();
        service.arrived(noted);
        noted.up.remove(Integer.valueOf(node("host1")));
        service.arrived(noted);
        assertThat(noted.sentTo).containsExactly(node("host1"), node("host2"));
    }

    @Test
    void aTimeOutAsksEachOtherHostOnceAndThenGivesUp() {
        Service service = service(ReplicatedService.Choice.NEAREST, Duration.ofMillis(5));
        Noted noted = new Noted();
        service.arrived(noted);
        for (int i = 0; i < 3; i++) {
            assertThat(noted.abandoned).isNull();
            Runnable timer = noted.timer;
            assertThat(timer).isNotNull();
            if (timer != null) {
                timer.run();
            }
        }
        assertThat(noted.sentTo).containsExactly(node("host1"), node("host2"), node("host3"));
        assertThat(noted.abandoned).isEqualTo("timed out");
    }

    @Test
    void nobodyIsAskedWhereNoHostIsUp() {
        Noted noted = new Noted();
        noted.up.clear();
        service(ReplicatedService.Choice.ROUND_ROBIN, null).arrived(noted);
        assertThat(noted.sentTo).isEmpty();
        assertThat(noted.abandoned).isEqualTo("no host is up");
    }

    @Test
    void demandsAreSharedAsRequestsAre() {
        // The one client is nearest to the first of equals.
        assertThat(service(ReplicatedService.Choice.NEAREST, null).demands())
                .containsExactly(new Service.Demand(node("host1"), Work.ofNanos(1000)));
        assertThat(service(ReplicatedService.Choice.ROUND_ROBIN, null).demands())
                .containsExactly(
                        new Service.Demand(node("host1"), Work.ofNanos(333)),
                        new Service.Demand(node("host2"), Work.ofNanos(333)),
                        new Service.Demand(node("host3"), Work.ofNanos(333)));
    }

    /** One host is three times as fast as the other, and gets three of four requests. */
    @Test
    void theLeastLoadedAreAsBusyAsEachOther() {
        ServiceContext context = bench.context("test");
        double[] rates = new double[context.topology().nodeCount()];
        rates[node("host1")] = 3e12;
        rates[node("host2")] = 1e12;
        ServiceContext unlike = new ServiceContext(
                "unlike",
                context.topology(),
                context.routing(),
                context.clients(),
                HostPower.of(context.topology(), rates, 1),
                RequestBench.constant(Work.ofFlops(3e12)),
                0,
                context.streams(),
                context.preparation());
        ReplicatedService.Settings settings =
                new ReplicatedService.Settings(List.of("host1", "host2"), ReplicatedService.Choice.LEAST_LOADED, null);
        List<Service.Demand> demands =
                new ReplicatedService().create(settings, unlike).demands();
        assertThat(demands).extracting(Service.Demand::host).containsExactly(node("host1"), node("host2"));
        assertThat(demands.get(0).work().flops()).isCloseTo(2.25e12, within(1e3));
        assertThat(demands.get(1).work().flops()).isCloseTo(0.75e12, within(1e3));
    }

    @Test
    void aHostThatThereIsNotIsRefusedWithTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.service(new SingleService(), new SingleService.Settings("hots1")))
                .withMessageContaining("host (hots1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bench.service(new SingleService(), new SingleService.Settings("switch")))
                .withMessageContaining("is a switch");
    }
}
