package org.longhaul.analysis.report.markup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SvgSanitizerTest {

    private static final String OPEN =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">";

    @Test
    void keepsWhatDraws() {
        String svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><g data-link=\"a&amp;b\"><title>a &lt; b</title>"
                        + "<path class=\"x\" d=\"M0 0L9 9\" fill=\"url(#g)\"/></g></svg>";

        assertThat(SvgSanitizer.sanitize(svg))
                .isEqualTo("<svg viewBox=\"0 0 9 9\"><g data-link=\"a&amp;b\"><title>a &lt; b</title>"
                        + "<path class=\"x\" d=\"M0 0L9 9\" fill=\"url(#g)\"></path></g></svg>");
    }

    @Test
    void dropsWhatRunsOrFetches() {
        String clean = SvgSanitizer.sanitize(OPEN
                + "<script>x</script><foreignObject><body/></foreignObject><image href=\"http://e/x.png\"/>"
                + "<a xlink:href=\"javascript:x\"><text>in</text></a><use href=\"http://e/#a\"/><use href=\"#b\"/>"
                + "<rect onclick=\"x\" fill=\"url(http://e/)\" style=\"background:url(//e)\" width=\"3\"/></svg>");

        assertThat(clean).isEqualTo("<svg><use></use><use href=\"#b\"></use><rect width=\"3\"></rect></svg>");
    }

    @Test
    void nestsAStyleSheetAndDropsOneThatReachesOut() {
        assertThat(SvgSanitizer.sanitize(OPEN + "<style>.a{fill:red}</style></svg>"))
                .isEqualTo("<svg><style>.picture {.a{fill:red}}</style></svg>");
        for (String hostile : new String[] {
            "}body{display:none", "@im\\port 'x'", ".a{background:u\\72l(x)}", ".a{fill:url(http://e)}", "&lt;/style>"
        }) {
            assertThat(SvgSanitizer.sanitize(OPEN + "<style>" + hostile + "</style></svg>"))
                    .isEqualTo("<svg></svg>");
        }
    }

    @Test
    void refusesWhatIsNoDrawing() {
        assertThat(SvgSanitizer.sanitize("<html/>")).isNull();
        assertThat(SvgSanitizer.sanitize("<svg")).isNull();
        assertThat(SvgSanitizer.sanitize("<!DOCTYPE svg [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><svg>&e;</svg>"))
                .isNull();
    }
}
