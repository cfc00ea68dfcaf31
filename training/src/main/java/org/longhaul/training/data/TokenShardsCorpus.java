package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;

/**
 * Token ids in little-endian binary files, as nanoGPT (no header) and llm.c (a header of 1,024 bytes) write them.
 *
 * <p>Documents end at a stated token; without one, every 4,096 tokens count as a document.
 */
public final class TokenShardsCorpus implements Corpus {
    private static final String LAYOUT =
            "a .bin file of little-endian uint16 or uint32 token ids, or a folder of such files, each one a domain";
    private static final int UNDIVIDED_DOCUMENT_TOKENS = 4096;
    private static final int LARGEST_VOCABULARY = 10_000_000;
    private static final int LARGEST_HEADER = 1 << 20;
    private static final int LONGEST_TOKEN = 1000;

    private final Settings settings;
    private final List<Path> files;

    /** Width of a token id. */
    public enum Width {
        UINT16(2),
        UINT32(4);

        private final int bytes;

        Width(int bytes) {
            this.bytes = bytes;
        }
    }

    /** Where the tokens are and what they mean. */
    public record Settings(
            @JsonPropertyDescription("file or folder of .bin files, also .gz and .zst") Path path,
            @JsonProperty(defaultValue = "uint16") @JsonPropertyDescription("width of a token: uint16 or uint32")
                    Width width,
            @JsonPropertyDescription("number of token values, for instance 50257") int vocabulary,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription("bytes to skip at the start of each file; 1024 for llm.c")
                    int headerBytes,
            @JsonPropertyDescription(
                            "token that ends a document, for instance 50256; if absent every 4096 tokens are one")
                    @Nullable
                    Integer separator,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("bytes of text behind one token on average, for losses in bits per byte")
                    double bytesPerToken,
            @JsonProperty(defaultValue = "not stated") @JsonPropertyDescription("licence of the text, for the manifest")
                    String licence) {
        public Settings {
            if (vocabulary < 2 || vocabulary > LARGEST_VOCABULARY) {
                throw new IllegalArgumentException(
                        "vocabulary (" + vocabulary + ") must lie in [2, " + LARGEST_VOCABULARY + "]");
            }
            if (headerBytes < 0 || headerBytes > LARGEST_HEADER) {
                throw new IllegalArgumentException(
                        "headerBytes (" + headerBytes + ") must lie in [0, " + LARGEST_HEADER + "]");
            }
            if (!(bytesPerToken > 0 && bytesPerToken <= LONGEST_TOKEN)) {
                throw new IllegalArgumentException("bytesPerToken (" + PlainNumber.of(bytesPerToken)
                        + ") must be above 0 and at most " + LONGEST_TOKEN);
            }
        }
    }

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "tokens",
            description = "Token ids in little-endian binary shards, as nanoGPT and llm.c write them.",
            source = "The user; format: raw uint16 or uint32, optional header")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new TokenShardsCorpus(settings);
        }

        @Override
        public int vocabulary(Settings settings) {
            return settings.vocabulary;
        }
    }

    TokenShardsCorpus(Settings settings) {
        this.settings = settings;
        this.files = DataFiles.resolve("tokens", settings.path, List.of(".bin"), LAYOUT);
    }

    @Override
    public List<String> domains() {
        return DataFiles.domains(files);
    }

    @Override
    public int vocabulary() {
        return settings.vocabulary;
    }

    @Override
    public Description read(Visitor visitor) {
        Digest digest = new Digest();
        for (int i = 0; i < files.size(); i++) {
            try (InputStream stream = DataFiles.open(files.get(i))) {
                readShard(stream, files.get(i), new Pending(visitor, digest, i, files.get(i)));
            } catch (IOException e) {
                throw new DataException("file \"" + files.get(i) + "\" cannot be read to its end: " + e.getMessage());
            }
        }
        return digest.describe(String.valueOf(settings.path.getFileName()), settings.licence, domains());
    }

    private void readShard(InputStream stream, Path file, Pending pending) throws IOException {
        byte[] header = stream.readNBytes(settings.headerBytes);
        pending.digest.addRaw(header, header.length);
        byte[] block = new byte[1 << 16];
        for (int read = stream.readNBytes(block, 0, block.length);
                read > 0;
                read = stream.readNBytes(block, 0, block.length)) {
            pending.digest.addRaw(block, read);
            if (read % settings.width.bytes != 0) {
                throw new DataException("corpus tokens: " + file + " does not hold a whole number of "
                        + settings.width.bytes + "-byte tokens after " + settings.headerBytes + " bytes of header"
                        + "\nExpected " + LAYOUT);
            }
            ByteBuffer buffer = ByteBuffer.wrap(block, 0, read).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                int token = settings.width == Width.UINT16 ? buffer.getShort() & 0xffff : buffer.getInt();
                if (token < 0 || token >= settings.vocabulary) {
                    throw new DataException("corpus tokens: " + file + " holds token "
                            + Integer.toUnsignedString(token) + ", outside the stated vocabulary of "
                            + settings.vocabulary + "\nMaybe width or headerBytes is not what the file has.");
                }
                pending.add(token);
            }
        }
        pending.end();
    }

    /** The document being collected. */
    private final class Pending {
        private final Visitor visitor;
        private final Digest digest;
        private final int domain;
        private final Path file;
        private final long shardKey;
        private int[] tokens = new int[UNDIVIDED_DOCUMENT_TOKENS];
        private int count;
        private long documentsOfShard;

        Pending(Visitor visitor, Digest digest, int domain, Path file) {
            this.file = file;
            this.visitor = visitor;
            this.digest = digest;
            this.domain = domain;
            this.shardKey = Hashes.next(Hashes.fnv1a(DataFiles.domain(files.get(domain))));
        }

        void add(int token) {
            if (count == tokens.length) {
                if (count >= LineLimit.longest()) {
                    throw new DataException("corpus tokens: " + file + " has a document of " + count
                            + " tokens and more without the separator " + settings.separator
                            + "; allowed: fewer\nMaybe separator is not what the file has.");
                }
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = token;
            boolean ends =
                    settings.separator == null ? count == UNDIVIDED_DOCUMENT_TOKENS : token == settings.separator;
            if (ends) {
                end();
            }
        }

        void end() {
            if (count > 0) {
                digest.countDocument();
                long bytes = Math.round(count * settings.bytesPerToken);
                visitor.tokens(Arrays.copyOf(tokens, count), bytes, domain, shardKey + documentsOfShard++);
                count = 0;
            }
        }
    }
}
