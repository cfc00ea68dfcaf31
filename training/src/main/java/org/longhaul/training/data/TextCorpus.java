package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;

/** The user's own text: a UTF-8 file, or a folder of them whose names are the domains; plain, gzip or zstd. */
public final class TextCorpus implements Corpus {
    private static final String LAYOUT =
            "a UTF-8 text file (.txt, .txt.gz, .txt.zst), or a folder of such files, each one a domain";

    private final Settings settings;
    private final List<Path> files;

    /** What ends a document. */
    public enum Documents {
        /** Every line is a document. */
        LINE,
        /** Blank lines separate documents. */
        PARAGRAPH,
        /** Every file is one document. */
        FILE
    }

    /** Where the text is. */
    public record Settings(
            @JsonPropertyDescription("file or folder of .txt, .md or .text files, also .gz and .zst") Path path,
            @JsonProperty(defaultValue = "paragraph")
                    @JsonPropertyDescription("what a document is: line, paragraph or file")
                    Documents documents,
            @JsonProperty(defaultValue = "not stated") @JsonPropertyDescription("licence of the text, for the manifest")
                    String licence) {}

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "text",
            description = "Your own text: a UTF-8 file or a folder of them, each file a domain; plain, gzip or zstd.",
            source = "The user")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new TextCorpus(settings);
        }
    }

    TextCorpus(Settings settings) {
        this.settings = settings;
        this.files = DataFiles.resolve("text", settings.path, List.of(".txt", ".md", ".text"), LAYOUT);
    }

    @Override
    public List<String> domains() {
        return DataFiles.domains(files);
    }

    @Override
    public Description read(Visitor visitor) {
        Digest digest = new Digest();
        for (int domain = 0; domain < files.size(); domain++) {
            Path file = files.get(domain);
            try (BufferedReader reader = DataFiles.text(file)) {
                new Cutter(visitor, digest, domain, file).cut(reader, settings.documents);
            } catch (IOException e) {
                throw new DataException("file \"" + file + "\" cannot be read to its end: " + e.getMessage());
            }
        }
        return digest.describe(String.valueOf(settings.path.getFileName()), settings.licence, domains());
    }

    /** Cuts the lines of one file into documents; empty ones are left out. */
    private record Cutter(Visitor visitor, Digest digest, int domain, Path file) {
        void cut(BufferedReader reader, Documents documents) throws IOException {
            StringBuilder pending = new StringBuilder();
            int longest = LineLimit.longest();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                boolean ends = documents == Documents.LINE || (documents == Documents.PARAGRAPH && line.isBlank());
                if (!pending.isEmpty()) {
                    pending.append('\n');
                }
                pending.append(line);
                if (pending.length() > longest) {
                    throw new DataException(
                            "file \"" + file + "\" has a document of more than " + longest
                                    + " characters; allowed: at most that\nMaybe documents: line, or cut the file into several.");
                }
                if (ends) {
                    emit(pending);
                }
            }
            emit(pending);
        }

        private void emit(StringBuilder pending) {
            String text = pending.toString().strip();
            pending.setLength(0);
            if (!text.isEmpty()) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                digest.add(utf8);
                visitor.text(utf8, domain, Hashes.fnv1a(utf8));
            }
        }
    }
}
