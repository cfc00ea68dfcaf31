package org.longhaul.training.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.training.data.HeterogeneityReport;
import org.longhaul.training.data.HeterogeneityReport.Share;
import org.longhaul.training.data.Split;
import org.longhaul.training.data.TestCorpora;
import org.longhaul.training.data.TokenDocuments;

class PartitionerTest {
    private static final TokenDocuments CORPUS = TestCorpora.words(12, 300, 40);

    @Test
    void iidDealsEqualNumbersAndDistributions() {
        HeterogeneityReport report = report(new IidPartitioner(), 4);
        long documents = CORPUS.documents(Split.TRAINING).length;
        for (Share share : report.workers()) {
            assertThat(share.documents()).isBetween(documents / 4, documents / 4 + 1);
            assertThat(share.domains()).isEqualTo(12);
        }
        assertThat(report.meanDivergenceBits()).isLessThan(0.03);
    }

    @Test
    void byDomainKeepsDomainsTogetherAndBalancesTokens() {
        HeterogeneityReport report = report(new DomainPartitioner(), 4);
        int domains = 0;
        long[] tokens = report.workers().stream().mapToLong(Share::tokens).toArray();
        for (Share share : report.workers()) {
            domains += share.domains();
        }
        assertThat(domains).isEqualTo(12);
        assertThat(Arrays.stream(tokens).max().orElseThrow())
                .isLessThan(Arrays.stream(tokens).min().orElseThrow() * 5 / 4);
        assertThat(report.meanDivergenceBits()).isGreaterThan(0.9);
    }

    @Test
    void byDomainCutsDomainsLargerThanAFairShare() {
        TokenDocuments few = TestCorpora.words(2, 300, 40);
        int[] training = few.documents(Split.TRAINING);
        int[] assigned = new DomainPartitioner().assign(few, training, 5, 1);
        long[] tokens = new long[5];
        for (int i = 0; i < assigned.length; i++) {
            tokens[assigned[i]] += few.length(training[i]);
        }
        long total = Arrays.stream(tokens).sum();
        assertThat(Arrays.stream(tokens).min().orElseThrow()).isPositive();
        assertThat(Arrays.stream(tokens).max().orElseThrow()).isLessThan(total * 2 / 5);
    }

    @Test
    void dirichletIsUnevenForSmallAlphaAndEvenForLarge() {
        double uneven = report(new DirichletPartitioner(new DirichletPartitioner.Settings(0.05, 0)), 4)
                .meanDivergenceBits();
        double medium = report(new DirichletPartitioner(new DirichletPartitioner.Settings(1, 0)), 4)
                .meanDivergenceBits();
        double even = report(new DirichletPartitioner(new DirichletPartitioner.Settings(1000, 0)), 4)
                .meanDivergenceBits();
        assertThat(uneven).isGreaterThan(medium + 0.1);
        assertThat(medium).isGreaterThan(even + 0.1);
        assertThat(even).isLessThan(0.05);
    }

    @Test
    void dirichletSharesHaveTheMeanAndVarianceOfTheDistribution() {
        for (double alpha : new double[] {0.2, 1, 5}) {
            int k = 5;
            int draws = 20_000;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < draws; i++) {
                double[] shares = DirichletPartitioner.dirichlet(alpha, k, DataStreams.stream(3, "test", i));
                assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-12));
                sum += shares[2];
                squares += shares[2] * shares[2];
            }
            double mean = sum / draws;
            // Var = (1/k)(1 - 1/k) / (k alpha + 1).
            double variance = 0.2 * 0.8 / (k * alpha + 1);
            assertThat(mean).isCloseTo(0.2, within(5 * Math.sqrt(variance / draws)));
            assertThat(squares / draws - mean * mean).isCloseTo(variance, within(0.06 * variance));
        }
    }

    /** Shares of 0, which small concentrations have by the dozen, are never drawn. */
    @Test
    void drawingFromSumsIsDrawingFromShares() {
        for (double alpha : new double[] {1e-3, 0.1, 10}) {
            double[] shares = DirichletPartitioner.dirichlet(alpha, 300, DataStreams.stream(5, "shares", 0));
            double[] sums = shares.clone();
            Arrays.parallelPrefix(sums, Double::sum);
            RandomGenerator one = DataStreams.stream(5, "draws", 0);
            RandomGenerator other = DataStreams.stream(5, "draws", 0);
            for (int i = 0; i < 3000; i++) {
                int drawn = DirichletPartitioner.drawOf(sums, one);
                assertThat(drawn).isEqualTo(DirichletPartitioner.draw(shares, other));
                assertThat(shares[drawn]).isPositive();
            }
        }
        assertThat(DirichletPartitioner.drawOf(new double[] {0.5, 0.5, 0.9, 0.9}, () -> -1L))
                .isEqualTo(2);
    }

    @Test
    void dirichletSurvivesExtremeConcentrations() {
        for (double alpha : new double[] {1e-3, 1e6}) {
            double[] shares = DirichletPartitioner.dirichlet(alpha, 4, DataStreams.stream(1, "extreme", 0));
            assertThat(Arrays.stream(shares).sum()).isCloseTo(1, within(1e-9));
        }
        assertThatThrownBy(() -> new DirichletPartitioner.Settings(0, 0)).hasMessageContaining("alpha (0.0)");
    }

    private static HeterogeneityReport report(Partitioner partitioner, int workers) {
        return HeterogeneityReport.of(CORPUS, partitioner, workers, 7);
    }

    /** A domain that two workers have is dealt among them; names that are not there are answered with the nearest. */
    @Test
    void statedDomainsAreTheirWorkers() {
        TokenDocuments corpus = TestCorpora.words(3, 40, 10);
        int[] training = corpus.documents(Split.TRAINING);
        Partitioner stated =
                new StatedDomains(List.of(List.of("domain2"), List.of("domain0", "domain1"), List.of("domain1")));
        int[] assigned = stated.assign(corpus, training, 3, 1);
        int[] shared = new int[3];
        for (int place = 0; place < training.length; place++) {
            int domain = corpus.group(training[place]);
            if (domain == 1) {
                shared[assigned[place]]++;
            } else {
                assertThat(assigned[place]).isEqualTo(domain == 2 ? 0 : 1);
            }
        }
        assertThat(shared[0]).isZero();
        assertThat(shared[1] - shared[2]).isBetween(0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StatedDomains(List.of(List.of("domian0"))).assign(corpus, training, 1, 1))
                .withMessageContainingAll("worker 0 is to have the domain 'domian0'", "domain0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new StatedDomains(List.of(List.of("domain0", "domain1"))).assign(corpus, training, 1, 1))
                .withMessageContaining("leave out 'domain2'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stated.assign(corpus, training, 2, 1))
                .withMessageContaining("one for each of the 2 workers, found 3");
    }
}
