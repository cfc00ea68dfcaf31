package org.longhaul.training.participation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;

/** What every registered participation must do, and what each is for. */
class ParticipationContractTest {

    @SuppressWarnings("rawtypes")
    static Stream<ParticipationFactory> all() {
        List<ParticipationFactory> all = new ArrayList<>();
        ServiceLoader.load(ParticipationFactory.class).forEach(all::add);
        assertThat(all).extracting(ParticipationFactory::id).contains("everyone", "random", "availability");
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void describesItself(ParticipationFactory<?> factory) {
        assertThat(factory.id()).matches("[a-z][a-z0-9-]*");
        assertThat(factory.description()).endsWith(".");
        assertThat(factory.source()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("all")
    void somebodyTakesPartAndAgainTheSame(ParticipationFactory<?> factory) {
        for (int clients : new int[] {1, 7, 100}) {
            Participation one = make(factory, clients, 1);
            Participation same = make(factory, clients, 1);
            for (long round : new long[] {999, 0, 17, 1L << 40}) {
                List<Integer> members = one.members(round);
                assertThat(members).isNotEmpty().isSorted().doesNotHaveDuplicates();
                assertThat(members).allMatch(client -> client >= 0 && client < clients);
                assertThat(same.members(round)).isEqualTo(members);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyClientHasItsTurn(ParticipationFactory<?> factory) {
        Participation participation = make(factory, 50, 3);
        int[] times = new int[50];
        for (int round = 0; round < 600; round++) {
            participation.members(round).forEach(client -> times[client]++);
        }
        assertThat(times).doesNotContain(0);
    }

    private static <S extends Record> Participation make(ParticipationFactory<S> factory, int clients, long seed) {
        return factory.create(DefaultSettings.of(factory), clients, seed);
    }

    @Test
    void randomClientsAreDrawnAlikeAndAnewEachRoundAndSeed() {
        RandomClients.Factory factory = new RandomClients.Factory();
        Participation ten = factory.create(new RandomClients.Settings(10, 1), 100, 1);
        int[] times = new int[100];
        for (int round = 0; round < 10_000; round++) {
            List<Integer> members = ten.members(round);
            assertThat(members).hasSize(10);
            members.forEach(client -> times[client]++);
        }
        // 1,000 on average; standard deviation 30.
        for (int count : times) {
            assertThat(count).isBetween(850, 1150);
        }
        assertThat(ten.members(0)).isNotEqualTo(ten.members(1));
        assertThat(factory.create(new RandomClients.Settings(10, 1), 100, 2).members(0))
                .isNotEqualTo(ten.members(0));
        assertThat(factory.create(new RandomClients.Settings(null, 0.25), 10, 1).members(0))
                .hasSize(3);
        assertThat(factory.create(new RandomClients.Settings(null, 0.001), 10, 1)
                        .members(0))
                .hasSize(1);
    }

    @Test
    void availabilityFollowsTheDayOfEachClient() {
        AvailableClients.Factory factory = new AvailableClients.Factory();
        Participation all = factory.create(new AvailableClients.Settings(null, 0.3, 0.9, 24), 1000, 1);
        double[] byHour = new double[24];
        double sum = 0;
        for (int round = 0; round < 24 * 200; round++) {
            List<Integer> members = all.members(round);
            sum += members.size();
            byHour[round % 24] += members.contains(5) ? 1.0 / 200 : 0;
        }
        assertThat(sum / (24 * 200) / 1000).isCloseTo(0.3, within(0.01));
        double most = 0;
        double least = 1;
        for (double share : byHour) {
            most = Math.max(most, share);
            least = Math.min(least, share);
        }
        assertThat(most).isBetween(0.47, 0.67);
        assertThat(least).isBetween(0.0, 0.09);
        Participation few = factory.create(new AvailableClients.Settings(20, 0.3, 0.9, 24), 1000, 1);
        assertThat(few.members(3)).hasSize(20);
        assertThat(all.members(3)).containsAll(few.members(3));
    }
}
