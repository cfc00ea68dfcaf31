package org.longhaul.simulator.collective;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.simulator.collective.algorithm.CollectiveVariants;

/** What every registered collective must do, whatever it is. */
class CollectiveContractTest {

    private static final int[] SIZES = {1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16, 17, 31, 33};

    private static final int[] VARIANT_SIZES = {1, 2, 3, 5, 8, 15, 23};

    record Case(String name, Collective collective, Pattern pattern, int ranks, long bytes, HostView hosts) {

        @Override
        public String toString() {
            return "%s %s over %d ranks, %d bytes".formatted(name, pattern, ranks, bytes);
        }

        CollectiveCall call() {
            return new CollectiveCall(pattern, bytes, Patterns.identity(ranks), hosts);
        }
    }

    static Stream<CollectiveFactory<?>> factories() {
        return Collectives.factories().all().stream();
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Collectives collectives = Collectives.withDefaults();
        for (CollectiveFactory<?> factory : Collectives.factories().all()) {
            for (int ranks : SIZES) {
                HostView hosts = new FakeHosts(ranks + 1, ranks, Math.max(1, ranks / 2), 1);
                add(cases, factory.id(), collectives.get(factory.id()), ranks, hosts);
            }
        }
        CollectiveVariants.all().forEach((name, variant) -> {
            for (int ranks : VARIANT_SIZES) {
                add(cases, name, variant, ranks, new FakeHosts(ranks + 2, ranks, 3, 2));
                add(cases, name + ", uneven", variant, ranks, new UnevenHosts(ranks + 2, ranks, ranks));
            }
        });
        return cases.stream();
    }

    private static void add(List<Case> cases, String name, Collective collective, int ranks, HostView hosts) {
        for (Pattern pattern : Pattern.values()) {
            if (collective.supports(pattern)) {
                cases.add(new Case(name, collective, pattern, ranks, 1_000_003, hosts));
            }
        }
    }

    static Stream<Case> allToAllCases() {
        return cases().filter(c -> c.pattern() == Pattern.ALL_TO_ALL);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyRankEndsWithTheExactResult(Case c) {
        TransferPlan plan = c.collective().plan(c.call());
        long[][] initial = PlanInterpreter.vectors(c.ranks(), plan.chunks());
        PlanInterpreter result = new PlanInterpreter(plan, initial).run();
        for (int rank = 0; rank < c.ranks(); rank++) {
            assertThat(result.held(rank)).isEqualTo(expected(c, plan, initial, result.held(rank), rank));
        }
    }

    // What the pattern does not promise is as it came out.
    private static long[] expected(Case c, TransferPlan plan, long[][] initial, long[] held, int rank) {
        long[] expected = held.clone();
        for (int chunk = 0; chunk < plan.chunks(); chunk++) {
            int owner = chunk * c.ranks() / plan.chunks();
            switch (c.pattern()) {
                case ALL_REDUCE -> expected[chunk] = sum(initial, chunk);
                case REDUCE -> expected[chunk] = rank == 0 ? sum(initial, chunk) : held[chunk];
                case REDUCE_SCATTER -> expected[chunk] = rank == owner ? sum(initial, chunk) : held[chunk];
                case BROADCAST -> expected[chunk] = initial[0][chunk];
                case ALL_GATHER -> expected[chunk] = initial[owner][chunk];
                case GATHER -> expected[chunk] = rank == 0 ? initial[owner][chunk] : held[chunk];
                case SCATTER -> expected[chunk] = rank == owner ? initial[0][chunk] : held[chunk];
                // The next test looks at who sends what to whom.
                case ALL_TO_ALL -> {}
            }
        }
        return expected;
    }

    @ParameterizedTest
    @MethodSource("allToAllCases")
    void inAnAllToAllEveryPairExchangesTheTargetsPart(Case c) {
        TransferPlan plan = c.collective().plan(c.call());
        int[][] sent = new int[c.ranks()][c.ranks()];
        for (int round = 0; round < plan.rounds(); round++) {
            for (int rank = 0; rank < c.ranks(); rank++) {
                int source = rank;
                plan.sends(round, rank, (target, first, count, reduce) -> {
                    assertThat(first).isEqualTo(target);
                    assertThat(count).isEqualTo(1);
                    assertThat(reduce).isFalse();
                    sent[source][target]++;
                });
            }
        }
        for (int source = 0; source < c.ranks(); source++) {
            for (int target = 0; target < c.ranks(); target++) {
                assertThat(sent[source][target]).isEqualTo(source == target ? 0 : 1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bytesAreConserved(Case c) {
        TransferPlan plan = c.collective().plan(c.call());
        long[][] initial = PlanInterpreter.vectors(c.ranks(), plan.chunks());
        assertThat(new PlanInterpreter(plan, initial).run().sentBytes()).isEqualTo(plan.totalBytes());
        long whole = 0;
        for (int chunk = 0; chunk < plan.chunks(); chunk++) {
            whole += plan.chunkBytes(chunk, 1);
        }
        assertThat(whole).isEqualTo(c.bytes());
        // Nobody can learn of the others' data from fewer bytes than the vector, or the missing part of it.
        if (c.ranks() > 1) {
            assertThat(plan.totalBytes()).isGreaterThanOrEqualTo(c.bytes() * (c.ranks() - 1) / c.ranks());
        } else if (plan.participants() == 1) {
            assertThat(plan.totalBytes()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void roundsOfOneKindMoveTheSameBytesBetweenTheSamePairs(Case c) {
        TransferPlan plan = c.collective().plan(c.call());
        List<String> firstOfKind = new ArrayList<>();
        for (int round = 0; round < plan.rounds(); round++) {
            StringBuilder transfers = new StringBuilder();
            for (int participant = 0; participant < plan.participants(); participant++) {
                int source = participant;
                plan.sends(round, participant, (target, first, count, reduce) -> transfers
                        .append(source)
                        .append('>')
                        .append(target)
                        .append(':')
                        .append(plan.chunkBytes(first, count))
                        .append(' '));
            }
            int kind = plan.kind(round);
            assertThat(kind).isLessThanOrEqualTo(firstOfKind.size());
            if (kind == firstOfKind.size()) {
                firstOfKind.add(transfers.toString());
            } else {
                assertThat(transfers).hasToString(firstOfKind.get(kind));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("factories")
    void describesItselfAndItsSettings(CollectiveFactory<?> factory) {
        assertThat(factory.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).containsPattern("\\d{4}");
        assertThat(factory.defaults()).isInstanceOf(factory.settingsType());
        for (RecordComponent component : factory.settingsType().getRecordComponents()) {
            assertThat(component.getAccessor().getAnnotations())
                    .as("annotations of setting %s", component.getName())
                    .isNotEmpty();
        }
    }

    private static long sum(long[][] vectors, int chunk) {
        long sum = 0;
        for (long[] vector : vectors) {
            sum += vector[chunk];
        }
        return sum;
    }
}
