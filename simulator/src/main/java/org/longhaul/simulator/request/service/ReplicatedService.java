package org.longhaul.simulator.request.service;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.request.Work;
import org.longhaul.topology.unit.Durations;

/**
 * Several hosts that could each answer: a request goes to one of them. The choice knows which hosts are up and how much each
 * has to do, without delay and without messages, which no real balancer does. A client that has no answer after a time tries
 * another host, once each.
 *
 * @see <a href="https://doi.org/10.1145/378580.378623">Mitzenmacher, "The power of two choices in randomized load balancing",
 *     IEEE TPDS 12(10), 2001: why looking at the load helps so much</a>
 */
@SuppressWarnings("rawtypes")
@AutoService(ServiceModel.class)
@Provides(
        id = "replicated",
        description = "Several hosts that could each answer: the nearest, in turn, or the one with the least to do.",
        source = "Mitzenmacher, The power of two choices in randomized load balancing, IEEE TPDS 12(10), 2001")
public final class ReplicatedService implements ServiceModel<ReplicatedService.Settings> {

    /** How a host is chosen among those that are up. */
    public enum Choice {
        /** The one with the least latency from the client; the first of equals. */
        NEAREST,
        /** Each in its turn. */
        ROUND_ROBIN,
        /** The one with the least left to compute, as if the client knew; the nearest of equals. */
        LEAST_LOADED
    }

    /**
     * Settings of {@link ReplicatedService}.
     *
     * @param hosts that could answer
     * @param choice among them
     * @param timeout after which a client without an answer tries another host; null to wait for ever
     */
    public record Settings(
            @JsonPropertyDescription("hosts that could each answer, by id or pattern with *") List<String> hosts,
            @JsonProperty(defaultValue = "nearest")
                    @JsonPropertyDescription(
                            "which of those that are up: nearest, round-robin, or least-loaded, as if the client knew what"
                                    + " each has left to compute")
                    Choice choice,
            @Nullable
                    @JsonPropertyDescription(
                            "time after which a client without an answer asks another host, each once; default: it waits"
                                    + " for ever")
                    Duration timeout) {
        public Settings {
            hosts = List.copyOf(hosts);
            if (timeout != null && (timeout.isZero() || timeout.isNegative())) {
                throw new IllegalArgumentException("timeout (" + Durations.shown(timeout) + ") must be above 0.");
            }
        }
    }

    @Override
    public Service create(Settings settings, ServiceContext context) {
        return new Replicas(settings, context);
    }

    private static final class Replicas implements Service {

        private final Settings settings;
        private final ServiceContext context;
        private final List<Integer> hosts;
        private int turn;

        Replicas(Settings settings, ServiceContext context) {
            this.settings = settings;
            this.context = context;
            this.hosts = context.hosts("hosts", settings.hosts());
        }

        @Override
        public void arrived(RequestContext asked) {
            ask(asked, new ArrayList<>(hosts));
        }

        private void ask(RequestContext asked, List<Integer> left) {
            int chosen = choose(asked, left);
            if (chosen < 0) {
                asked.abandon(left.size() < hosts.size() ? "no other host is up" : "no host is up");
                return;
            }
            left.remove(Integer.valueOf(chosen));
            Request request = asked.request();
            Work work = context.work().of(request);
            asked.send(
                    request.client(),
                    chosen,
                    request.queryBytes(),
                    "query",
                    () -> asked.compute(chosen, work, () -> answer(asked, chosen)));
            Duration timeout = settings.timeout();
            if (timeout != null) {
                asked.after(request.client(), timeout.toNanos(), () -> late(asked, left));
            }
        }

        private static void answer(RequestContext asked, int from) {
            Request request = asked.request();
            asked.send(from, request.client(), request.answerBytes(), "answer", () -> {
                if (!asked.isOver()) {
                    asked.finish();
                }
            });
        }

        private void late(RequestContext asked, List<Integer> left) {
            if (asked.isOver()) {
                return;
            }
            if (left.isEmpty()) {
                asked.abandon("timed out");
            } else {
                ask(asked, left);
            }
        }

        /** One of the hosts; -1 if none is up. */
        private int choose(RequestContext asked, List<Integer> among) {
            int client = asked.request().client();
            if (settings.choice() == Choice.ROUND_ROBIN) {
                for (int i = 0; i < hosts.size(); i++) {
                    int host = hosts.get(turn);
                    turn = (turn + 1) % hosts.size();
                    if (among.contains(host) && asked.isUp(host)) {
                        return host;
                    }
                }
                return -1;
            }
            int best = -1;
            long bestLoad = Long.MAX_VALUE;
            long bestLatency = Long.MAX_VALUE;
            for (int host : among) {
                if (!asked.isUp(host)) {
                    continue;
                }
                long load = settings.choice() == Choice.LEAST_LOADED ? asked.backlogNanos(host) : 0;
                long latency = context.latencyNanos(client, host);
                if (best < 0 || load < bestLoad || (load == bestLoad && latency < bestLatency)) {
                    best = host;
                    bestLoad = load;
                    bestLatency = latency;
                }
            }
            return best;
        }

        /**
         * Shares of the hosts: those of the clients that are nearest, equal ones, or, of the least loaded, those at which all
         * are as busy.
         */
        @Override
        public List<Demand> demands() {
            Work mean = context.work().mean();
            double[] weights =
                    switch (settings.choice()) {
                        case NEAREST -> clientsOfEach();
                        case ROUND_ROBIN ->
                            hosts.stream().mapToDouble(host -> 1).toArray();
                        case LEAST_LOADED -> speeds(mean);
                    };
            double all = 0;
            for (double weight : weights) {
                all += weight;
            }
            List<Demand> demands = new ArrayList<>();
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] > 0) {
                    demands.add(new Demand(hosts.get(i), mean.times(weights[i] / all)));
                }
            }
            return demands;
        }

        /** How much of the mean work each host does in a time. */
        private double[] speeds(Work mean) {
            return hosts.stream()
                    .mapToDouble(host -> 1.0 / Math.max(1, context.power().nanos(host, mean)))
                    .toArray();
        }

        /** How many clients each host is nearest to. */
        private double[] clientsOfEach() {
            double[] clients = new double[hosts.size()];
            for (int client : context.clients()) {
                int nearest = 0;
                long least = Long.MAX_VALUE;
                for (int i = 0; i < hosts.size(); i++) {
                    long latency = context.latencyNanos(client, hosts.get(i));
                    if (latency < least) {
                        nearest = i;
                        least = latency;
                    }
                }
                clients[nearest]++;
            }
            return clients;
        }
    }
}
