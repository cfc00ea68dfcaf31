package org.longhaul.analysis.report.markup;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Copies a drawing into the page without anything that could run or fetch.
 *
 * <p>Only elements that draw are kept; attributes that handle events, refer outside the drawing or carry a URL are dropped. A
 * style sheet is kept when it fetches nothing, nested so that it reaches the drawing only.
 */
public final class SvgSanitizer {

    private static final Set<String> ELEMENTS = ImmutableSet.of(
            "svg",
            "g",
            "path",
            "line",
            "polyline",
            "polygon",
            "circle",
            "ellipse",
            "rect",
            "text",
            "tspan",
            "title",
            "desc",
            "defs",
            "marker",
            "linearGradient",
            "radialGradient",
            "stop",
            "clipPath",
            "symbol",
            "use");

    private SvgSanitizer() {}

    /** Returns the drawing as markup, or null when the text is no SVG document. */
    public static @Nullable String sanitize(String svg) {
        Element root = parse(svg);
        if (root == null || !"svg".equals(root.getLocalName())) {
            return null;
        }
        Html html = new Html();
        copy(root, html);
        return html.toString();
    }

    private static @Nullable Element parse(String svg) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(svg))).getDocumentElement();
        } catch (ParserConfigurationException | IOException | SAXException e) {
            return null;
        }
    }

    private static void copy(Element element, Html html) {
        String name = element.getLocalName();
        if ("style".equals(name)) {
            style(element.getTextContent(), html);
            return;
        }
        if (!ELEMENTS.contains(name)) {
            return;
        }
        html.raw("<" + name);
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (isHarmless(attribute)) {
                html.raw(" " + attribute.getName() + "=\"")
                        .text(attribute.getValue())
                        .raw("\"");
            }
        }
        html.raw(">");
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                copy(inner, html);
            } else if (child instanceof Text text) {
                html.text(text.getData());
            }
        }
        html.raw("</" + name + ">");
    }

    private static boolean isHarmless(Attr attribute) {
        String name = attribute.getName().toLowerCase(Locale.ROOT);
        String value = attribute.getValue().toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        if (name.startsWith("on") || name.contains(":") || name.equals("xmlns")) {
            return false;
        }
        if (name.equals("href")) {
            return value.startsWith("#");
        }
        return !value.contains("javascript:")
                && !value.contains("data:")
                && !value.replace("url(#", "").contains("url(");
    }

    private static void style(String css, Html html) {
        String folded = css.toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        boolean fetches =
                folded.contains("url(") || folded.contains("@import") || folded.contains("\\") || css.contains("<");
        if (!fetches && isBalanced(css)) {
            html.raw("<style>.picture {" + css + "}</style>");
        }
    }

    private static boolean isBalanced(String css) {
        int depth = 0;
        for (int i = 0; i < css.length(); i++) {
            depth += css.charAt(i) == '{' ? 1 : css.charAt(i) == '}' ? -1 : 0;
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }
}
