package org.longhaul.training.participation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.training.DefaultSettings;

/** What every registered participation must do, and what each is for. */
class ParticipationContractTest {

    @SuppressWarnings("rawtypes")
    static Stream<ParticipationFactory> all() {
        List<ParticipationFactory> all = new ArrayList<>();
        ServiceLoader.load(ParticipationFactory.class).forEach(all::add);
        assertThat(all)
                .extracting(ParticipationFactory::id)
                .contains("everyone", "random", "availability", "availability-trace", "by-size", "by-speed");
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

    @TempDir
    static Path folder;

    /** A training serves wherever that is equal: of unlike clients nothing else may decide who takes part. */
    @ParameterizedTest
    @MethodSource("all")
    <S extends Record> void nothingDecidesThatItDoesNotSayItLooksAt(ParticipationFactory<S> factory) {
        double[] samples = new double[40];
        double[] speeds = new double[40];
        double[] presence = new double[40];
        for (int client = 0; client < 40; client++) {
            samples[client] = 1 + client * client;
            speeds[client] = Math.exp(-client / 5.0);
            presence[client] = 0.02 * (1 + client);
        }
        Population whole = new Population(
                40,
                ImmutableDoubleArray.copyOf(samples),
                ImmutableDoubleArray.copyOf(speeds),
                ImmutableDoubleArray.copyOf(presence));
        S settings = factory instanceof TracedClients.Factory
                ? factory.settingsType().cast(new TracedClients.Settings(nights(), null, 1, 24.0))
                : DefaultSettings.of(factory);
        Participation all = factory.create(settings, whole, 5);
        Participation seen =
                factory.create(settings, factory.seen(settings, whole).withSamples(samples), 5);
        for (int round = 0; round < 50; round++) {
            assertThat(seen.members(round)).isEqualTo(all.members(round));
        }
    }

    private static <S extends Record> Participation make(ParticipationFactory<S> factory, int clients, long seed) {
        Population population = Population.alike(clients);
        if (factory instanceof TracedClients.Factory traced) {
            return traced.create(new TracedClients.Settings(nights(), null, 1, 24.0), population, seed);
        }
        return factory.create(DefaultSettings.of(factory), population, seed);
    }

    /** A client that is there all the time does not swing, and one of 0.9 no further than up to 1. */
    @Test
    void noSwingTakesFromTheShare() {
        for (double share : new double[] {1, 0.9, 0.5}) {
            Participation all = new AvailableClients.Factory()
                    .create(new AvailableClients.Settings(null, share, 0.8, 24), Population.alike(500), 1);
            double sum = 0;
            for (int round = 0; round < 240; round++) {
                sum += all.members(round).size();
            }
            assertThat(sum / 240 / 500).isCloseTo(share, within(share == 1 ? 0 : 0.01));
        }
    }

    /** Three clients that are there at night, at other hours each. */
    private static Path nights() {
        try {
            return Files.writeString(
                    folder.resolve("nights.csv"), "client,from,until\n0,0,6\n1,2,8\n2,4,10\n0,22.5,24\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aTraceSaysWhoIsThere() {
        Participation all = make(new TracedClients.Factory(), 3, 1);
        assertThat(all.members(0)).containsExactly(0);
        assertThat(all.members(4)).containsExactly(0, 1, 2);
        assertThat(all.members(6)).containsExactly(1, 2);
        assertThat(all.members(23)).containsExactly(0);
        assertThat(all.members(24 + 4)).containsExactly(0, 1, 2);
        // Nobody is there at 12: the next to come is client 0 at 22:30.
        assertThat(all.members(12)).containsExactly(0);
        Participation more = make(new TracedClients.Factory(), 7, 1);
        assertThat(more.members(0)).containsExactly(0, 3, 6);
        Participation halves = new TracedClients.Factory()
                .create(new TracedClients.Settings(nights(), 1, 0.5, null), Population.alike(3), 1);
        assertThat(halves.members(8)).hasSize(1);
        assertThatThrownBy(() -> halves.members(48))
                .hasMessageContaining("nobody there in round 48, 24 hours from the first, nor ever again");
    }

    @Test
    void aTraceThatIsNoneIsRefusedByItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.csv"), "client,from,until\n0,0,6\n1,8,2\n");
        TracedClients.Settings settings = new TracedClients.Settings(file, null, 1, null);
        Population three = Population.alike(3);
        assertThatThrownBy(() -> new TracedClients.Factory().create(settings, three, 1))
                .hasMessageContaining("line 3 is \"1,8,2\"; allowed: client,from,until");
        Files.writeString(file, "client,from,until\n0,0,6\n1,22,26\n");
        assertThat(new TracedClients.Factory().create(settings, three, 1).members(23))
                .containsExactly(1);
        assertThatThrownBy(() ->
                        new TracedClients.Factory().create(new TracedClients.Settings(file, null, 1, 24.0), three, 1))
                .hasMessageContaining("line 3 is \"1,22,26\"")
                .hasMessageContaining("periodHours (24)");
        Files.writeString(file, "who,from,until\n");
        assertThatThrownBy(() -> new TracedClients.Factory().create(settings, three, 1))
                .hasMessageContaining("allowed: the header client,from,until");
    }

    @Test
    void chancesAreInProportionToSizeOrSpeed() {
        double[] counts = new double[20];
        Arrays.setAll(counts, client -> client < 10 ? 1 : 3);
        WeightedClients.Settings one = new WeightedClients.Settings(1, 1, 1);
        Population bySize = Population.alike(20).withSamples(counts);
        Population bySpeed = new Population(
                20, ImmutableDoubleArray.of(), ImmutableDoubleArray.copyOf(counts), ImmutableDoubleArray.of());
        assertThat(shareOfTheLarge(new WeightedClients.BySize().create(one, bySize, 1)))
                .isCloseTo(0.75, within(0.02));
        assertThat(shareOfTheLarge(new WeightedClients.BySpeed().create(one, bySpeed, 1)))
                .isCloseTo(0.75, within(0.02));
        // Unknown sizes count the same, and so do all with the power 0.
        assertThat(shareOfTheLarge(new WeightedClients.BySize().create(one, bySpeed, 1)))
                .isCloseTo(0.5, within(0.02));
        assertThat(shareOfTheLarge(
                        new WeightedClients.BySize().create(new WeightedClients.Settings(1, 1, 0), bySize, 1)))
                .isCloseTo(0.5, within(0.02));
        assertThat(shareOfTheLarge(
                        new WeightedClients.BySize().create(new WeightedClients.Settings(5, 1, 50), bySize, 1)))
                .isCloseTo(1, within(1e-9));
    }

    /** 2000^100 is beyond what a number can be, and 2^100 times less than 4000^100 all the same. */
    @Test
    void powersBeyondNumbersStillTellTheLargeFromTheSmall() {
        double[] counts = new double[20];
        Arrays.setAll(counts, client -> client < 10 ? 2000 : 4000);
        assertThat(shareOfTheLarge(new WeightedClients.BySize()
                        .create(
                                new WeightedClients.Settings(5, 1, 100),
                                Population.alike(20).withSamples(counts),
                                1)))
                .isEqualTo(1);
    }

    private static double shareOfTheLarge(Participation participation) {
        int large = 0;
        int all = 0;
        for (int round = 0; round < 5000; round++) {
            for (int client : participation.members(round)) {
                large += client >= 10 ? 1 : 0;
                all++;
            }
        }
        return (double) large / all;
    }

    @Test
    void randomClientsAreDrawnAlikeAndAnewEachRoundAndSeed() {
        RandomClients.Factory factory = new RandomClients.Factory();
        Participation ten = factory.create(new RandomClients.Settings(10, 1), Population.alike(100), 1);
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
        assertThat(factory.create(new RandomClients.Settings(10, 1), Population.alike(100), 2)
                        .members(0))
                .isNotEqualTo(ten.members(0));
        assertThat(factory.create(new RandomClients.Settings(null, 0.25), Population.alike(10), 1)
                        .members(0))
                .hasSize(3);
        assertThat(factory.create(new RandomClients.Settings(null, 0.001), Population.alike(10), 1)
                        .members(0))
                .hasSize(1);
    }

    @Test
    void availabilityFollowsTheDayOfEachClient() {
        AvailableClients.Factory factory = new AvailableClients.Factory();
        Participation all =
                factory.create(new AvailableClients.Settings(null, 0.3, 0.9, 24), Population.alike(1000), 1);
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
        Participation few = factory.create(new AvailableClients.Settings(20, 0.3, 0.9, 24), Population.alike(1000), 1);
        assertThat(few.members(3)).hasSize(20);
        assertThat(all.members(3)).containsAll(few.members(3));
    }
}
