package org.longhaul.training.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Small corpora made from a seed. */
public final class TestCorpora {
    private TestCorpora() {}

    /** Byte tokens; domain d draws from twenty words of its own; domain sizes differ by a factor of up to two. */
    public static TokenDocuments words(int domains, int documents, int words) {
        return TokenDocuments.read(wordCorpus(domains, documents, words), Tokenizer.of("bytes"));
    }

    /** The sequences of a batch of tokens, row by row. */
    public static long[] joined(Batch batch) {
        long[][] result = new long[1][];
        TensorScope.run(() -> {
            Tensor last = batch.targets().narrow(1, batch.targets().size(1) - 1, 1);
            result[0] = Tensors.cat(List.of(batch.inputs(), last), 1).toLongs();
        });
        return result[0];
    }

    static Corpus wordCorpus(int domains, int documents, int words) {
        List<String> names =
                IntStream.range(0, domains).mapToObj(d -> "domain" + d).toList();
        return new Corpus() {
            @Override
            public List<String> domains() {
                return names;
            }

            @Override
            public Description read(Visitor visitor) {
                Digest digest = new Digest();
                RandomGenerator random = DataStreams.stream(5, "test corpus", domains);
                for (int i = 0; i < domains * documents; i++) {
                    int domain = i % domains;
                    StringBuilder text = new StringBuilder();
                    int length = words + random.nextInt(1 + words * domain / domains);
                    for (int word = 0; word < length; word++) {
                        text.append((char) ('a' + domain))
                                .append(random.nextInt(20))
                                .append(' ');
                    }
                    byte[] utf8 = text.toString().strip().getBytes(StandardCharsets.UTF_8);
                    digest.add(utf8);
                    visitor.text(utf8, domain, i);
                }
                return digest.describe("made", "none needed", names);
            }
        };
    }
}
