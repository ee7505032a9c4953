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

/** Asks veraPDF about files, all in one run: a line per file and standard, then one per rule broken. Fields are parted by tabs. */
public final class Verapdf {
    private static final List<PDFAFlavour> NORMES = List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] fichiers) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String fichier : fichiers) {
            for (PDFAFlavour norme : NORMES) {
                validate(fichier, norme);
            }
        }
    }

    private static void validate(String fichier, PDFAFlavour norme) throws Exception {
        VeraPDFFoundry fabrique = Foundries.defaultInstance();
        try (PDFAParser lu = fabrique.createParser(new File(fichier), norme); PDFAValidator juge = fabrique.createValidator(norme, false)) {
            ValidationResult resultat = juge.validate(lu);
            write("examine", fichier, norme, String.valueOf(resultat.isCompliant()));
            for (TestAssertion ecart : resultat.getTestAssertions()) {
                String regle = ecart.getRuleId().getClause() + "-" + ecart.getRuleId().getTestNumber();
                write("ecart", fichier, norme, regle + " " + ecart.getMessage());
            }
        } catch (VeraPDFException | RuntimeException erreur) {
            write("examine", fichier, norme, "false");
            write("ecart", fichier, norme, "illisible " + erreur.getMessage());
        }
    }

    private static void write(String quoi, String fichier, PDFAFlavour norme, String fait) {
        System.out.println(String.join("\t", quoi, fichier, norme.getId(), fait.replaceAll("\\s+", " ")));
    }
}
