package org.longhaul.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCorporaTest {
    @TempDir
    Path folder;

    private static final Tokenizer BYTES = Tokenizer.of("bytes");

    @Test
    void textIsCutIntoLinesParagraphsOrFiles() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "one\ntwo\n\n\nthree\n");
        Files.writeString(folder.resolve("b.txt"), "vier – fünf");
        Files.writeString(folder.resolve("ignored.csv"), "x");
        assertThat(text(TextCorpus.Documents.LINE).size()).isEqualTo(4);
        assertThat(text(TextCorpus.Documents.FILE).size()).isEqualTo(2);
        TokenDocuments paragraphs = text(TextCorpus.Documents.PARAGRAPH);
        assertThat(paragraphs.size()).isEqualTo(3);
        assertThat(paragraphs.domainNames()).containsExactly("a", "b");
        assertThat(paragraphs.length(0)).isEqualTo("one\ntwo\n".length());
        assertThat(paragraphs.label(2)).isEqualTo(1);
        assertThat(paragraphs.length(2)).isEqualTo("vier – fünf\n".getBytes(StandardCharsets.UTF_8).length);
        assertThat(paragraphs.description().bytes()).isEqualTo(paragraphs.tokenCount());
    }

    @Test
    void jsonLinesAreReadPlainGzippedAndZstandard() throws IOException {
        String lines = "{\"text\":\"first\",\"lang\":\"en\"}\n\n{\"lang\":\"de\",\"text\":\"zweite \\u00e4\"}\n";
        Files.writeString(folder.resolve("p.jsonl"), lines);
        try (OutputStream gz = new GZIPOutputStream(Files.newOutputStream(folder.resolve("g.jsonl.gz")))) {
            gz.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        try (OutputStream zst = new ZstdOutputStream(Files.newOutputStream(folder.resolve("z.jsonl.zst")))) {
            zst.write(lines.getBytes(StandardCharsets.UTF_8));
        }
        String plain = null;
        for (String name : new String[] {"p.jsonl", "g.jsonl.gz", "z.jsonl.zst"}) {
            TokenDocuments read = json(folder.resolve(name), "text", "lang", null);
            assertThat(read.size()).isEqualTo(2);
            assertThat(read.domainNames()).containsExactly("en", "de");
            plain = plain == null ? read.description().sha256() : plain;
            assertThat(read.description().sha256()).isEqualTo(plain);
        }
        assertThat(json(folder, "text", null, null).domainNames()).containsExactly("g", "p", "z");
        assertThat(json(folder, "text", null, 5L).size()).isEqualTo(5);
    }

    @Test
    void badJsonLinesNameTheFileTheLineAndTheFields() throws IOException {
        Path file = folder.resolve("bad.jsonl");
        Files.writeString(file, "{\"text\":\"ok\"}\n{\"body\":\"no text\"}\n");
        assertThatThrownBy(() -> json(file, "text", null, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("\"text\"")
                .hasMessageContaining("body");
        Files.writeString(file, "{\"text\":\n");
        assertThatThrownBy(() -> json(file, "text", null, null)).hasMessageContaining("line 1");
        Files.write(folder.resolve("not.jsonl.gz"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        assertThatThrownBy(() -> json(folder.resolve("not.jsonl.gz"), "text", null, null))
                .hasMessageContaining("not.jsonl.gz");
    }

    @Test
    void tokenShardsKeepTheirIdsAndEndDocumentsAtTheSeparator() throws IOException {
        int[] ids = {1, 40_000, 50_256, 7, 8, 9, 50_256, 3};
        ByteBuffer shorts = ByteBuffer.allocate(4 + 2 * ids.length).order(ByteOrder.LITTLE_ENDIAN);
        shorts.putInt(20240520);
        for (int id : ids) {
            shorts.putShort((short) id);
        }
        Files.write(folder.resolve("s.bin"), shorts.array());
        TokenDocuments read = TokenDocuments.read(shards(TokenShardsCorpus.Width.UINT16, 50_257, 4, 50_256), BYTES);
        assertThat(read.vocabulary()).isEqualTo(50_257);
        assertThat(read.size()).isEqualTo(3);
        assertThat(read.token(1)).isEqualTo(40_000);
        assertThat(read.length(1)).isEqualTo(4);
        assertThat(read.bytesPerToken()).isBetween(3.5, 4.5);
        assertThat(TokenDocuments.read(shards(TokenShardsCorpus.Width.UINT16, 50_257, 4, null), BYTES)
                        .size())
                .isEqualTo(1);
        assertThatThrownBy(() -> TokenDocuments.read(shards(TokenShardsCorpus.Width.UINT16, 30_000, 4, null), BYTES))
                .hasMessageContaining("40000")
                .hasMessageContaining("30000");
        assertThatThrownBy(() -> TokenDocuments.read(shards(TokenShardsCorpus.Width.UINT32, 30_000, 3, null), BYTES))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("s.bin");
    }

    /** The same bytes again and again. */
    private static InputStream endless(byte[] again) {
        return new InputStream() {
            private int at;

            @Override
            public int read() {
                return again[at++ % again.length] & 0xff;
            }

            @Override
            public int read(byte[] target, int from, int most) {
                for (int i = 0; i < most; i++) {
                    target[from + i] = (byte) read();
                }
                return most;
            }
        };
    }

    @Test
    void aLineWithoutEndIsRefused() {
        Path file = Path.of("endless.txt");
        assertThatThrownBy(() -> new LineLimit(endless(new byte[] {'a'}), file, 1000).readAllBytes())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("file \"endless.txt\" has a line of more than 1000 bytes; allowed: at most that");
        assertThat(LineLimit.longest()).isPositive().isLessThanOrEqualTo(1 << 28);
    }

    /** A folder of data in which one small file holds a gigabyte of blank lines, which make no documents. */
    @Test
    void aBombIsRefusedThoughItHasNoDocuments() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "text\n");
        for (String name : new String[] {"bomb.txt.gz", "bomb.txt.zst"}) {
            Path bomb = folder.resolve(name);
            byte[] blank = (" ".repeat(1023) + "\n").repeat(1 << 10).getBytes(StandardCharsets.UTF_8);
            try (OutputStream stored = Files.newOutputStream(bomb);
                    OutputStream out =
                            name.endsWith(".gz") ? new GZIPOutputStream(stored) : new ZstdOutputStream(stored)) {
                for (int i = 0; i < 80; i++) {
                    out.write(blank);
                }
            }
            assertThatThrownBy(() -> text(TextCorpus.Documents.PARAGRAPH))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("file \"" + bomb + "\" expands from ")
                    .hasMessageContaining("allowed: at most 200 times as many");
            Files.delete(bomb);
        }
    }

    @Test
    void aCorpusOfMoreThanHalfTheMemoryIsRefused() {
        long memory = Runtime.getRuntime().maxMemory();
        CompactTokens.requireRoom(memory / 2, "5 documents");
        assertThatThrownBy(() -> CompactTokens.requireRoom(memory / 2 + 1, "5 documents"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("5 documents were read, and it may use " + memory / 1_000_000 + " MB");
    }

    @Test
    void missingPathsSayWhatIsExpected() {
        Path missing = folder.resolve("nowhere");
        assertThatThrownBy(() -> new TextCorpus(new TextCorpus.Settings(missing, TextCorpus.Documents.LINE, "x")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("Expected a UTF-8 text file");
        assertThatThrownBy(() -> json(folder, "text", null, null)).hasMessageContaining("no file that ends");
    }

    @Test
    void gpt2TokensAreThoseOfTheOriginalEncoder() {
        Tokenizer gpt2 = Tokenizer.of("gpt2");
        assertThat(gpt2.encode("Hello world".getBytes(StandardCharsets.UTF_8))).containsExactly(15496, 995);
        assertThat(gpt2.encode("\n".getBytes(StandardCharsets.UTF_8))).containsExactly(gpt2.separator());
        assertThat(gpt2.vocabulary()).isEqualTo(50_257);
        assertThatThrownBy(() -> Tokenizer.of("gpt3")).hasMessageContaining("bytes and gpt2");
    }

    @Test
    void tokensTakeTheSmallestArray() {
        assertThat(new CompactTokens(256, 100).memoryBytes()).isEqualTo(100);
        assertThat(new CompactTokens(50_257, 100).memoryBytes()).isEqualTo(200);
        assertThat(new CompactTokens(128_256, 100).memoryBytes()).isEqualTo(400);
    }

    private TokenDocuments text(TextCorpus.Documents documents) {
        return TokenDocuments.read(new TextCorpus(new TextCorpus.Settings(folder, documents, "mine")), BYTES);
    }

    private static TokenDocuments json(Path path, String field, @Nullable String domainField, @Nullable Long limit) {
        return TokenDocuments.read(
                new JsonLinesCorpus(new JsonLinesCorpus.Settings(path, field, domainField, limit, "mine")), BYTES);
    }

    private Corpus shards(TokenShardsCorpus.Width width, int vocabulary, int header, @Nullable Integer separator) {
        return new TokenShardsCorpus(new TokenShardsCorpus.Settings(
                folder.resolve("s.bin"), width, vocabulary, header, separator, 4.0, "mine"));
    }
}
