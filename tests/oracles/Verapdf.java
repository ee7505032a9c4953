import java.io.File;
import java.util.List;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.VeraPDFFoundry;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Asks veraPDF about files, all in one run, each looked through once for both standards: a line per file and standard, then one per rule
 * broken. Fields are parted by tabs.
 */
public final class Verapdf {
    private static final List<PDFAFlavour> NORMES = List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] fichiers) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String fichier : fichiers) {
            validate(fichier);
        }
    }

    private static void validate(String fichier) throws Exception {
        VeraPDFFoundry fabrique = Foundries.defaultInstance();
        try (PDFAParser lu = fabrique.createParser(new File(fichier), NORMES.get(0)); PDFAValidator juge = fabrique.createValidator(NORMES)) {
            lu.setFlavours(NORMES);
            for (ValidationResult resultat : juge.validateAll(lu)) {
                tell(fichier, resultat);
            }
        } catch (VeraPDFException | RuntimeException erreur) {
            for (PDFAFlavour norme : NORMES) {
                write("examine", fichier, norme, "false");
                write("ecart", fichier, norme, "illisible " + erreur.getMessage());
            }
        }
    }

    private static void tell(String fichier, ValidationResult resultat) {
        PDFAFlavour norme = resultat.getPDFAFlavour();
        write("examine", fichier, norme, String.valueOf(resultat.isCompliant()));
        for (TestAssertion ecart : resultat.getTestAssertions()) {
            String regle = ecart.getRuleId().getClause() + "-" + ecart.getRuleId().getTestNumber();
            write("ecart", fichier, norme, regle + " " + ecart.getMessage());
        }
    }

    private static void write(String quoi, String fichier, PDFAFlavour norme, String fait) {
        System.out.println(String.join("\t", quoi, fichier, norme.getId(), fait.replaceAll("\\s+", " ")));
    }
}
