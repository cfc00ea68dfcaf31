package org.longhaul.scenario.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.longhaul.scenario.agent.AgentsService.Mode;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.fault.Fault;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.simulator.fault.model.Maintenance;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.random.CountDistribution;
import org.longhaul.simulator.random.SizeDistribution;
import org.longhaul.simulator.request.ArrivalContext;
import org.longhaul.simulator.request.HostPower;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContents;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.Work;
import org.longhaul.simulator.request.WorkModel;
import org.longhaul.simulator.request.arrival.OneAtATime;
import org.longhaul.simulator.request.run.RequestResult;
import org.longhaul.simulator.request.run.RequestRun;
import org.longhaul.simulator.request.run.RequestStream;
import org.longhaul.simulator.request.run.StreamResult;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.run.RunConditions;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.training.agent.AnswerGraph;
import org.longhaul.training.agent.GraphPolicy;
import org.longhaul.training.agent.PolicyGraph;
import org.longhaul.training.agent.StandIn;

/** Times, messages and answers of agents on hosts, against sums by hand; trains a team of five once, in two seconds. */
class AgentsServiceTest {
    private static final long MILLI = 1_000_000;
    static final int AGENTS = 5;
    private static final int COUNT = 12;
    private static final long BYTES = 125_000;
    private static final long EMBEDDING = 12_500;
    private static final long GRAPH = 7;
    private static final long LATENCY = 10 * MILLI;

    /** One team for all tests. */
    static final TrainedTeams TEAMS = new TrainedTeams();

    static final RandomStreams STREAMS = new RandomStreams(3);
    static final Topology STAR = Topologies.star(AGENTS + 1, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(5));

    /** The client at 1 TFLOP/s, the agents at 1, 1/2, 1/4, 1, 1/2. */
    private static final double[] RATES = {1e12, 1e12, 5e11, 2.5e11, 1e12, 5e11};

    /** 30 GFLOP, and one more for each token that is read. */
    static final WorkModel WORK = new WorkModel() {
        @Override
        public Work of(Request request) {
            return Work.ofFlops((30 + request.promptTokens()) * 1e9);
        }

        @Override
        public Work mean(double read, double written) {
            return Work.ofFlops((40 + 10 * read) * 1e9);
        }
    };

    static AgentsService.Settings settings(Mode mode, boolean decentralised, @Nullable Duration timeout) {
        return new AgentsService.Settings(
                List.of("host1", "host2", "host3", "host4", "host5"),
                mode,
                decentralised,
                null,
                timeout,
                mode == Mode.PARALLEL ? null : timeout,
                0.5,
                mode == Mode.RANDOM ? 0.4 : 0.2,
                mode == Mode.POLICY ? 0.002 : 0.005,
                0,
                mode == Mode.POLICY ? 40 : 200,
                PolicyGraph.Decoding.SAMPLE,
                StandIn.CLASSIFIERS,
                0.4,
                1,
                mode == Mode.POLICY || decentralised ? EMBEDDING : 1536,
                mode.isAlone() ? 4.5e7 : 0);
    }

    private static HostPower power() {
        double[] rates = new double[STAR.nodeCount()];
        for (int host = 0; host < RATES.length; host++) {
            rates[STAR.nodeIndex("host" + host)] = RATES[host];
        }
        return HostPower.of(STAR, rates, 1);
    }

    private static ServiceContext context() {
        Routing routing = Routings.shortestLatency(STAR);
        List<Integer> clients = List.of(STAR.nodeIndex("host0"));
        return new ServiceContext("agents", STAR, routing, clients, power(), WORK, 20, STREAMS, Preparation.NONE);
    }

    private static StreamResult run(AgentsService.Settings settings, Fault... faults) {
        ServiceContext context = context();
        Routing routing = context.routing();
        List<Integer> clients = context.clients();
        SizeDistribution size = SizeDistribution.constant(DataSize.ofBytes(BYTES));
        CountDistribution tokens = CountDistribution.constant(10);
        RequestStream stream = new RequestStream(
                "agents",
                new AgentsService(TEAMS).create(settings, context),
                new OneAtATime()
                        .create(
                                new OneAtATime.Settings(Duration.ZERO),
                                new ArrivalContext("", STAR, Double.NaN, STREAMS)),
                new RequestContents(STAR, clients, size, size, tokens, tokens, "", STREAMS),
                COUNT);
        EventLoop loop = new EventLoop();
        NetworkModel<?> analytic = NetworkModels.byId("analytic");
        NetworkSetup network = new NetworkSetup(
                STAR,
                routing,
                loop,
                analytic.createDefault(new NetworkContext(STAR, routing, loop, STREAMS)),
                analytic.closedFormCollectives());
        RunConditions conditions = new RunConditions(List.of(faults), Recovery.DEFAULT, List.of(), List.of(), STREAMS);
        return new RequestRun(network, power(), 16, conditions, List.of(stream)).run().stream("agents");
    }

    private static long leg(long bytes) {
        return LATENCY + bytes * 8;
    }

    private static long computing(int agent, long tokensRead) {
        return Math.round((30 + tokensRead) * 1e9 / RATES[agent + 1] * 1e9);
    }

    private static long deciding(Mode mode, double rate) {
        double flops = mode == Mode.POLICY
                ? GraphPolicy.flops(new GraphPolicy.Settings(32, -2, false), Math.toIntExact(EMBEDDING / 4), AGENTS)
                : 0;
        return Math.round(flops / rate * 1e9);
    }

    /** When the last refined answer is with the client, if agents know the graph at some times. */
    private static long longestPath(AnswerGraph graph, long[] known) {
        long[] spoken = new long[AGENTS];
        long last = 0;
        for (int place = 0; place < AGENTS; place++) {
            int agent = graph.agentAt(place);
            spoken[agent] = known[agent];
            int[] heard = graph.predecessors(agent);
            for (int from : heard) {
                spoken[agent] = Math.max(spoken[agent], spoken[from] + leg(BYTES));
            }
            if (heard.length > 0) {
                spoken[agent] += computing(agent, 10 + 10 * (1 + heard.length));
            }
            last = Math.max(last, spoken[agent]);
        }
        return last;
    }

    private static AnswerGraph graphOf(Answerers answerers, long request) {
        return answerers.graph(request, new int[] {0, 1, 2, 3, 4});
    }

    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "CHAIN", "STAR", "FULL", "SIMILAR", "RANDOM", "POLICY"})
    void coordinatedAnswersTakeTheLongestPath(Mode mode) {
        AgentsService.Settings settings = settings(mode, false, null);
        Answerers answerers = new Answerers(settings, AGENTS, STREAMS, TEAMS, Preparation.NONE);
        long parallel = 0;
        for (int agent = 0; agent < AGENTS; agent++) {
            parallel = Math.max(parallel, leg(BYTES) + computing(agent, 10) + leg(BYTES));
        }
        for (RequestResult each : run(settings).requests()) {
            AnswerGraph graph = graphOf(answerers, each.request().number());
            long decided = parallel + deciding(mode, RATES[0]);
            long[] known = new long[AGENTS];
            Arrays.fill(known, decided + leg(GRAPH));
            long expected = graph.isEmpty() ? decided : longestPath(graph, known) + leg(BYTES);
            assertThat(each.latencyNanos()).as(graph.toString()).isEqualTo(expected);
            assertThat(each.figures()).containsEntry("edges", (double) graph.edges());
            assertThat(each.figures()).containsEntry("depth", (double) graph.depth());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "CHAIN", "STAR", "FULL", "RANDOM", "POLICY"})
    void decentralisedAgentsComeToTheSameAnswersSooner(Mode mode) {
        Answerers answerers = new Answerers(settings(mode, true, null), AGENTS, STREAMS, TEAMS, Preparation.NONE);
        StreamResult apart = run(settings(mode, true, null));
        StreamResult coordinated = run(settings(mode, false, null));
        long drafts = 0;
        long[] known = new long[AGENTS];
        for (int agent = 0; agent < AGENTS; agent++) {
            long drafted = leg(BYTES) + computing(agent, 10);
            drafts = Math.max(drafts, drafted + leg(BYTES + EMBEDDING));
            for (int other = 0; other < AGENTS; other++) {
                known[other] = Math.max(known[other], drafted + (other == agent ? 0 : leg(EMBEDDING)));
            }
        }
        for (int agent = 0; agent < AGENTS; agent++) {
            known[agent] += deciding(mode, RATES[agent + 1]);
        }
        for (int i = 0; i < COUNT; i++) {
            RequestResult one = apart.requests().get(i);
            AnswerGraph graph = graphOf(answerers, i);
            long decided = drafts + deciding(mode, RATES[0]);
            long expected =
                    graph.isEmpty() ? decided : Math.max(decided, longestPath(graph, known) + leg(BYTES + EMBEDDING));
            assertThat(one.latencyNanos()).as(graph.toString()).isEqualTo(expected);
            RequestResult other = coordinated.requests().get(i);
            assertThat(one.figures()).isEqualTo(other.figures());
            if (!graph.isEmpty()) {
                assertThat(one.latencyNanos()).isLessThan(other.latencyNanos());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "CHAIN", "STAR", "FULL", "SIMILAR", "RANDOM", "POLICY"})
    void messagesAreEdgesAndLegs(Mode mode) {
        for (boolean decentralised : new boolean[] {false, true}) {
            StreamResult result = run(settings(mode, decentralised, null));
            for (RequestResult each : result.requests()) {
                double edges = figure(each, "edges");
                double refined = figure(each, "refined");
                double graphs = decentralised || edges == 0 ? 0 : AGENTS;
                double embeddings = decentralised ? AGENTS * (AGENTS - 1) : 0;
                assertThat((double) each.messages()).isEqualTo(2 * AGENTS + graphs + embeddings + edges + refined);
                double embedded = decentralised ? AGENTS + refined + embeddings : 0;
                assertThat((double) each.bytes())
                        .isEqualTo((2 * AGENTS + edges + refined) * BYTES + graphs * GRAPH + embedded * EMBEDDING);
            }
        }
    }

    /** What is told of an answer is what comes of reading along the graph, in its order, by hand. */
    @ParameterizedTest
    @EnumSource(names = {"PARALLEL", "CHAIN", "STAR", "FULL", "SIMILAR", "RANDOM", "POLICY"})
    void answersAreThoseOfReadingAlongTheGraph(Mode mode) {
        Answerers answerers = new Answerers(settings(mode, false, null), AGENTS, STREAMS, TEAMS, Preparation.NONE);
        for (RequestResult each : run(settings(mode, false, null)).requests()) {
            long number = each.request().number();
            AnswerGraph graph = graphOf(answerers, number);
            float[][] said = new float[AGENTS][];
            for (int place = 0; place < AGENTS; place++) {
                int agent = graph.agentAt(place);
                List<float[]> read = new ArrayList<>();
                for (int from : graph.predecessors(agent)) {
                    read.add(said[from]);
                }
                said[agent] = read.isEmpty() ? answerers.draft(number, agent) : answerers.refined(number, agent, read);
            }
            boolean right = answerers.isRight(number, new int[] {0, 1, 2, 3, 4}, said);
            assertThat(each.figures()).containsEntry("accuracy", right ? 1.0 : 0.0);
        }
    }

    /** 40 GFLOP for a draft, 50 and 10 more for each answer that is read for a refinement. */
    @ParameterizedTest
    @CsvSource({
        "SINGLE, 40",
        "SELF_CONSISTENCY, 200",
        "PARALLEL, 40",
        "POLICY, 40",
        "SIMILAR, 40",
        "CHAIN, 88",
        "STAR, 88",
        "FULL, 100",
        "RANDOM, 74.944"
    })
    void demandsAreWhatIsKnownBeforehand(Mode mode, double gigaflops) {
        List<Service.Demand> demands = new AgentsService(TEAMS)
                .create(settings(mode, false, null), context())
                .demands();
        assertThat(demands).hasSize(mode.isAlone() ? 1 : AGENTS);
        for (Service.Demand each : demands) {
            assertThat(each.work().flops()).isCloseTo(gigaflops * 1e9, within(1e3));
        }
    }

    private static double figure(RequestResult of, String name) {
        assertThat(of.figures()).containsKey(name);
        return of.figures().getOrDefault(name, Double.NaN);
    }

    @Test
    void oneAgentAloneTakesTwoMessages() {
        for (Mode mode : new Mode[] {Mode.SINGLE, Mode.SELF_CONSISTENCY}) {
            for (RequestResult each : run(settings(mode, false, null)).requests()) {
                // This work does not tell writing from reading: every answer takes all of it.
                long answers = mode == Mode.SINGLE ? 1 : AGENTS;
                assertThat(each.latencyNanos()).isEqualTo(leg(BYTES) + answers * computing(0, 10) + leg(BYTES));
                assertThat(each.messages()).isEqualTo(2);
                assertThat(each.bytes()).isEqualTo(2 * BYTES);
            }
        }
    }

    @Test
    void aFailedSiteCostsTheTimeForDraftsAndItsVoice() {
        Fault fault = Fault.of(
                new Maintenance(),
                new Maintenance.Settings(
                        Duration.ZERO,
                        Duration.ofHours(1),
                        null,
                        List.of(),
                        List.of("host3"),
                        List.of(),
                        Duration.ZERO));
        for (boolean decentralised : new boolean[] {false, true}) {
            StreamResult patient = run(settings(Mode.POLICY, decentralised, Duration.ofMillis(400)), fault);
            for (RequestResult each : patient.requests()) {
                assertThat(each.isAnswered()).isTrue();
                assertThat(each.figures()).containsEntry("drafts", 4.0);
                assertThat(each.latencyNanos()).isGreaterThan(400 * MILLI);
            }
            StreamResult endless = run(settings(Mode.POLICY, decentralised, null), fault);
            assertThat(endless.requests().get(0).isAnswered()).isFalse();
        }
    }

    /** The slow agent's draft comes after 182 ms at the client: too late for a time of 150 ms. */
    @Test
    void whatComesLateTakesNoPart() {
        for (RequestResult each :
                run(settings(Mode.PARALLEL, false, Duration.ofMillis(150))).requests()) {
            assertThat(each.figures()).containsEntry("drafts", 4.0);
            assertThat(each.latencyNanos()).isEqualTo(150 * MILLI);
        }
        for (RequestResult each :
                run(settings(Mode.PARALLEL, false, Duration.ofMillis(5))).requests()) {
            assertThat(each.reason()).isEqualTo("no draft in time");
        }
    }

    /** What is refined in time counts, drafts stand for the rest; what comes later keeps hosts busy during the next request. */
    @Test
    void refinementsHaveTheirTimeToo() {
        for (boolean decentralised : new boolean[] {false, true}) {
            List<RequestResult> results = run(settings(Mode.FULL, decentralised, Duration.ofMillis(150)))
                    .requests();
            assertThat(results.get(0).figures()).containsEntry("drafts", 4.0).containsEntry("edges", 6.0);
            assertThat(results.get(0).latencyNanos()).isEqualTo(300 * MILLI);
            double refined = 0;
            for (RequestResult each : results) {
                assertThat(each.isAnswered()).isTrue();
                assertThat(each.latencyNanos()).isLessThanOrEqualTo(300 * MILLI);
                assertThat(figure(each, "refined")).isLessThan(3);
                refined += figure(each, "refined");
            }
            assertThat(refined).isPositive();
        }
    }
}
