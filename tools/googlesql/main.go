// Command googlesql-check lets GoogleSQL's own analyser judge statements: JSON lines in, JSON lines out.
//
//	in:  {"id": "…", "sql": "SELECT …", "tables": {"name": [["column", "TYPE"]]}}
//	out: {"id": "…", "kind": "…", "cols": ["…"], "error": "… [at 1:8]"}
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	gs "github.com/goccy/go-googlesql"
)

type request struct {
	ID     string                `json:"id"`
	SQL    string                `json:"sql"`
	Tables map[string][][]string `json:"tables"`
}

type verdict struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Columns []string `json:"cols"`
	Error   string   `json:"error,omitempty"`
}

func main() {
	must(gs.Init())
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<24)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked request
		must(json.Unmarshal(lines.Bytes(), &asked))
		kind, columns, err := analyse(asked)
		answer := verdict{ID: asked.ID, Kind: kind, Columns: columns}
		if err != nil {
			answer.Error = err.Error()
		}
		must(out.Encode(answer))
	}
	must(lines.Err())
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// analyse parses, resolves names and checks types, as BigQuery does before it runs a statement.
func analyse(asked request) (string, []string, error) {
	language, err := gs.NewLanguageOptions()
	must(err)
	must(language.EnableMaximumLanguageFeatures())
	must(language.SetSupportsAllStatementKinds())
	must(language.SetProductMode(gs.ProductModeProductExternal))
	must(language.EnableReservableKeyword("QUALIFY", true))
	types, err := gs.NewTypeFactory()
	must(err)
	catalog, err := gs.NewSimpleCatalog("catalog", nil)
	must(err)
	must(catalog.AddBuiltinFunctionsAndTypes(&gs.BuiltinFunctionOptions{LanguageOptions: language}))
	for name, columns := range asked.Tables {
		table, err := gs.NewSimpleTable(name, 0)
		must(err)
		for _, column := range columns {
			made, err := gs.NewSimpleColumn(name, column[0], typeOf(types, column[1]), false, true)
			must(err)
			must(table.AddColumn2(made, false))
		}
		must(catalog.AddTable(table))
	}
	options, err := gs.NewAnalyzerOptions2()
	must(err)
	must(options.SetLanguage(language))
	output, err := gs.AnalyzeStatement(asked.SQL, options, catalog, types)
	if err != nil {
		return "", nil, err
	}
	statement, err := output.ResolvedStatement()
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("%T", statement), columnsOf(statement), nil
}

func columnsOf(statement any) []string {
	query, isQuery := statement.(*gs.ResolvedQueryStmt)
	if !isQuery {
		return nil
	}
	count, err := query.OutputColumnListSize()
	must(err)
	names := []string{}
	for i := int32(0); i < int32(count); i++ {
		column, err := query.OutputColumnList2(i)
		must(err)
		name, err := column.Name()
		must(err)
		names = append(names, name)
	}
	return names
}

func typeOf(types *gs.TypeFactory, name string) gs.Googlesql_TypeNode {
	var found gs.Googlesql_TypeNode
	var err error
	switch name {
	case "INT64":
		found, err = types.GetInt64()
	case "FLOAT64":
		found, err = types.GetDouble()
	case "NUMERIC":
		found, err = types.GetNumeric()
	case "BOOL":
		found, err = types.GetBool()
	case "TIMESTAMP":
		found, err = types.GetTimestamp()
	case "DATE":
		found, err = types.GetDate()
	case "STRING":
		found, err = types.GetString()
	default:
		err = fmt.Errorf("unknown type %s", name)
	}
	must(err)
	return found
}
